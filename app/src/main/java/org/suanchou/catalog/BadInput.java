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
        return "'" + SafeText.of(SafeText.cut(text, 64)) + "'";
    }
}
