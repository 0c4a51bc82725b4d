import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keepNodeAddress, parseNodeAddress, SERVER_NODE } from "./node-address.js";
import classes from "./trust.module.css";

interface NodeChoiceProps {
  nodeUrl: string;
  choose: (nodeUrl: string) => void;
}

/** Which ledger node is believed: the server's, or one that the household trusts more. */
export function NodeChoice({ nodeUrl, choose }: NodeChoiceProps) {
  const { t } = useTranslation();
  const [typed, type] = useState(nodeUrl === SERVER_NODE ? "" : nodeUrl);
  const address = parseNodeAddress(typed);
  const isServers = nodeUrl === SERVER_NODE;
  return (
    <form
      className={classes.node}
      onSubmit={(event) => {
        event.preventDefault();
        if (address === null) return;
        keepNodeAddress(address);
        choose(address);
      }}
    >
      <p className={classes.intro} data-node={nodeUrl}>
        {isServers ? t("trust.node.servers") : t("trust.node.own", { address: nodeUrl })}
      </p>
      <TextInput
        label={t("trust.node.label")}
        description={t("trust.node.help")}
        placeholder="https://"
        value={typed}
        inputMode="url"
        error={address === null ? t("trust.node.invalid") : null}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        disabled={address === null || address === nodeUrl}
        className={classes.use}
      >
        {t("trust.node.use")}
      </Button>
    </form>
  );
}
