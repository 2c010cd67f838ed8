package org.suanchou.catalog;

/** Text from outside that can't be used: the message names the value and the rule, {@link #path} says where it stands. */
public class BadInput extends RuntimeException {
    private final String path;

    /** @param path file and field, such as {@code chips.yaml: chips[3].memory.capacity_gb} */
    public BadInput(String path, String message) {
        super(message);
        this.path = path;
    }

    public String path() {
        return path;
    }

    /** Text of another's making, fit for one line of a message: control characters replaced, cut after 64 characters. */
    public static String quoted(String text) {
        String shown = text.length() > 64 ? text.substring(0, 61) + "..." : text;
        StringBuilder clean = new StringBuilder("'");
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            clean.append(Character.isISOControl(c) || isFormat(c) ? '?' : c);
        }
        return clean.append('\'').toString();
    }

    private static boolean isFormat(char c) {
        return Character.getType(c) == Character.FORMAT || c == '\u2028' || c == '\u2029';
    }
}
