package org.suanchou.text;

/** Text of another's making that neither commands a terminal nor looks like other text than it is. */
public final class SafeText {
    private SafeText() {}

    /**
     * Whether a character only shows itself: no control character, none that turns the direction of what follows or can't be
     * seen (Unicode's format characters), none that ends a line, no half of a pair.
     */
    public static boolean isHarmless(int codePoint) {
        if (codePoint < 0x7f) {
            return codePoint >= ' ';
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The text with a question mark for each character that is not harmless. */
    public static String of(String text) {
        if (text.codePoints().allMatch(SafeText::isHarmless)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isHarmless(c) ? c : '?'));
        return safe.toString();
    }

    /** The text, or its beginning where it is longer than a number of characters. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 3;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "...";
    }
}
