import type { LoadShape } from "./scenario.js";
import { cosineOfTurn } from "./sine.js";

/**
 * How much of a day's load falls into each local hour, in thousandths of the mean hour's; every row
 * adds up to 24,000. Made up for the scenarios after the usual forms of standard load profiles: they
 * are plausible, not measured.
 */
const HOURLY: Record<LoadShape, { weekday: readonly number[]; weekend: readonly number[] }> = {
  family: {
    weekday: [
      520, 460, 430, 420, 440, 560, 960, 1340, 1180, 880, 800, 860, 1060, 960, 860, 880, 1080, 1480,
      1860, 1880, 1680, 1460, 1140, 810,
    ],
    weekend: [
      563, 486, 447, 427, 418, 457, 602, 855, 1127, 1244, 1244, 1302, 1399, 1244, 1088, 1030, 1108,
      1341, 1613, 1574, 1399, 1205, 1030, 797,
    ],
  },
  workers: {
    weekday: [
      482, 432, 412, 412, 482, 823, 1466, 1506, 904, 582, 522, 522, 562, 562, 562, 623, 904, 1567,
      2209, 2330, 2049, 1707, 1426, 954,
    ],
    weekend: [
      595, 499, 441, 412, 403, 412, 480, 691, 1036, 1285, 1343, 1381, 1420, 1266, 1113, 1055, 1132,
      1381, 1631, 1592, 1420, 1228, 1017, 767,
    ],
  },
  retired: {
    weekday: [
      457, 418, 399, 399, 428, 544, 817, 1109, 1245, 1245, 1264, 1420, 1536, 1245, 1031, 992, 1109,
      1361, 1595, 1556, 1322, 1089, 836, 583,
    ],
    weekend: [
      469, 420, 400, 400, 420, 488, 703, 1035, 1269, 1308, 1328, 1484, 1601, 1289, 1055, 996, 1094,
      1328, 1562, 1523, 1308, 1094, 840, 586,
    ],
  },
  shop: {
    weekday: [
      404, 385, 385, 385, 404, 500, 731, 1038, 1385, 1577, 1635, 1654, 1654, 1635, 1634, 1615, 1577,
      1500, 1269, 769, 519, 461, 461, 423,
    ],
    weekend: [
      476, 456, 456, 456, 466, 518, 704, 974, 1367, 1637, 1740, 1782, 1761, 1699, 1616, 1492, 1346,
      1160, 932, 725, 601, 559, 559, 518,
    ],
  },
};

/** Loads fall to 85 % in summer and rise to 115 % in winter, by a cosine that peaks on 15 January. */
const SEASON_SWING = 0.15;
const COLDEST_DAY = 14;

/** The names of the shapes, in the order of their rows. */
export const LOAD_SHAPES = Object.keys(HOURLY) as LoadShape[];

/**
 * A load at a minute of the local day as a multiple of the year's mean: the hour's figure, drawn straight to
 * the next hour's from its middle on, times the season's (`coldness` from -1 at midsummer to 1 at midwinter).
 */
export function loadAt(
  shape: LoadShape,
  minute: number,
  isWeekend: boolean,
  coldness: number,
): number {
  const hours = HOURLY[shape][isWeekend ? "weekend" : "weekday"];
  const position = (minute + 1410) / 60;
  const hour = Math.floor(position);
  const before = hours[hour % 24] as number;
  const after = hours[(hour + 1) % 24] as number;
  const here = before + (after - before) * (position - hour);
  return (here / 1000) * (1 + SEASON_SWING * coldness);
}

/** How cold a day of the year (0 is 1 January) is, from -1 to 1; turned round south of the equator. */
export function coldnessOf(dayOfYear: number, latitude: number): number {
  const north = cosineOfTurn((dayOfYear - COLDEST_DAY) / 365.25);
  return latitude < 0 ? -north : north;
}
