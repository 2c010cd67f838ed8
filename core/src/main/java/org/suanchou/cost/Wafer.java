package org.suanchou.cost;

/** Dies on a round wafer. */
public final class Wafer {
    private Wafer() {}

    /**
     * Whole dies on a wafer, good or bad: {@code pi (d/2)^2 / A - pi d / sqrt(2 A)}, the wafer's area over the die's less
     * those that its edge cuts (De Vries 2005, "Investigation of gross die per wafer formulas", IEEE Trans. Semicond.
     * Manuf. 18, eq. 1). It leaves out scribe lines and the dies' sides, and means nothing for a die near the wafer's
     * size.
     *
     * @param areaSquareMetres of one die
     * @param diameterMetres of the wafer
     * @return not rounded, falling in the area, rising in the diameter
     */
    public static double grossDies(double areaSquareMetres, double diameterMetres) {
        double radius = diameterMetres / 2;
        return Math.PI * radius * radius / areaSquareMetres
                - Math.PI * diameterMetres / Math.sqrt(2 * areaSquareMetres);
    }
}
