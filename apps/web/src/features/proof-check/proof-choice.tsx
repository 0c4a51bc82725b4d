import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./proof-check.module.css";

/** A place to choose a file by button or keyboard, or to drop one on. */
export function ProofChoice({ onChoose }: { onChoose: (files: File[]) => void }) {
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (event.dataTransfer.files.length > 0) onChoose([...event.dataTransfer.files]);
  };
  return (
    // The label is the place to drop on; its input is what keyboards and screen readers use.
    <label
      className={classes.choice}
      data-over={isOver}
      onDragOver={(event) => {
        // Without this the browser would open the file in place of the page.
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        accept=".json,application/json"
        className="visually-hidden"
        onChange={(event) => {
          const { files } = event.currentTarget;
          if (files !== null && files.length > 0) onChoose([...files]);
          // The same file may be chosen again after it was changed.
          event.currentTarget.value = "";
        }}
      />
      <span className={classes.button}>{t("proof.choose")}</span>
      <span>{t("proof.drop")}</span>
    </label>
  );
}
