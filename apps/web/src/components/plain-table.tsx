import type { ReactNode } from "react";
import classes from "./plain-table.module.css";

export interface TableColumn {
  key: string;
  title: string;
  /** Numbers stand on the right, so that their digits line up. */
  isNumber?: boolean;
}

export interface TableRow {
  key: string;
  /** One cell a column; the first names the row. */
  cells: readonly ReactNode[];
}

interface PlainTableProps {
  /** Says what the table holds; read aloud, not shown. */
  caption: string;
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
  foot?: TableRow;
  /** Lets a long table scroll in itself from this height (px) on. */
  maxHeight?: number;
}

/** A table that scrolls in itself on a narrow screen, also by keyboard. */
export function PlainTable({ caption, columns, rows, foot, maxHeight }: PlainTableProps) {
  return (
    // A scrolling region must take the focus, or the keyboard could not scroll it.
    <section
      className={classes.scroll}
      style={maxHeight === undefined ? undefined : { maxHeight }}
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it.
      tabIndex={0}
    >
      <table className={classes.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={alignment(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PlainRow key={row.key} row={row} columns={columns} />
          ))}
        </tbody>
        {foot !== undefined && (
          <tfoot>
            <PlainRow row={foot} columns={columns} />
          </tfoot>
        )}
      </table>
    </section>
  );
}

function PlainRow({ row, columns }: { row: TableRow; columns: readonly TableColumn[] }) {
  return (
    <tr>
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.key} scope="row" className={alignment(column)}>
            {row.cells[index]}
          </th>
        ) : (
          <td key={column.key} className={alignment(column)}>
            {row.cells[index]}
          </td>
        ),
      )}
    </tr>
  );
}

function alignment(column: TableColumn): string | undefined {
  return column.isNumber === true ? classes.number : classes.text;
}
