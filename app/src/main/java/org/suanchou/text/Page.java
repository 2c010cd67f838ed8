package org.suanchou.text;

/**
 * What a table is printed on.
 *
 * @param width columns of a line
 * @param leftOut what stands under a table that has left columns out, with <code>{0}</code> for their names
 */
public record Page(int width, String leftOut) {
    /** As wide as a terminal is by default. */
    static final int USUAL_WIDTH = 80;

    /** Room for everything. */
    public static final Page WIDE = new Page(Integer.MAX_VALUE, "");

    public Page {
        if (width < 20) {
            throw new IllegalArgumentException("a page of " + width + " columns has no room; it must have at least 20");
        }
    }
}
