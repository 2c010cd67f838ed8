package org.suanchou.text;

/**
 * Columns that text takes on a terminal with a fixed-width font.
 *
 * <p>Source: Unicode Standard Annex 11, East Asian Width (classes W and F take two columns; class A, ambiguous, takes
 * one, as terminals do outside legacy East Asian encodings). Stops being true for sequences that a font draws as one
 * glyph (flags, families joined by U+200D) and where a terminal knows another Unicode version.
 */
public final class TerminalWidth {
    /** First and last code points of the wide blocks, ascending. Whole blocks, so unassigned points in them are wide. */
    private static final int[] WIDE = {
        0x1100, 0x115F, // Hangul leading consonants
        0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, // clocks, angle brackets
        0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, // symbols drawn as emoji
        0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
        0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728,
        0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF,
        0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E, // radicals, CJK punctuation
        0x3041, 0x4DBF, // kana, bopomofo, compatibility forms, extension A
        0x4E00, 0xA4CF, // unified ideographs, Yi
        0xA960, 0xA97C, 0xAC00, 0xD7A3, // Hangul
        0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6B, // compatibility and vertical forms
        0xFF01, 0xFF60, 0xFFE0, 0xFFE6, // fullwidth forms
        0x16FE0, 0x18DF2, 0x1AFF0, 0x1B2FB, // Tangut, Khitan, kana supplements
        0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335,
        0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4,
        0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567,
        0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC,
        0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7F0, 0x1F90C, 0x1F93A,
        0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x2FFFD, 0x30000, 0x3FFFD, // further ideographs
    };

    private TerminalWidth() {}

    /** Columns of a line of text, 0 or more; control characters count as none. */
    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            width += of(codePoint);
            i += Character.charCount(codePoint);
        }
        return width;
    }

    /** Columns of one code point: 0, 1 or 2. */
    public static int of(int codePoint) {
        if (codePoint >= 0x20 && codePoint < 0x7F) {
            return 1;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.CONTROL -> 0;
            // a soft hyphen shows; joiners and directions don't
            case Character.FORMAT -> codePoint == 0xAD ? 1 : 0;
            // Hangul vowels and final consonants join the syllable before them
            default -> codePoint >= 0x1160 && codePoint <= 0x11FF ? 0 : isWide(codePoint) ? 2 : 1;
        };
    }

    private static boolean isWide(int codePoint) {
        int low = 0;
        int high = WIDE.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (codePoint < WIDE[2 * middle]) {
                high = middle - 1;
            } else if (codePoint > WIDE[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
