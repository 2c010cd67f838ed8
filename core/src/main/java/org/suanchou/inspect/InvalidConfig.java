package org.suanchou.inspect;

/** A configuration that names no network we can count; the message gives field, value and rule. */
public final class InvalidConfig extends IllegalArgumentException {
    private final String path;

    public InvalidConfig(String path, String message) {
        super(message);
        this.path = path;
    }

    /** Dotted path of the field at fault: {@code text_config.num_hidden_layers}. */
    public String path() {
        return path;
    }
}
