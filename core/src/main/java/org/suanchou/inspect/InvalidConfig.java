package org.suanchou.inspect;

/** A configuration that names no network we can count; the message gives field, value and rule. */
public final class InvalidConfig extends IllegalArgumentException {
    private final String path;

    private final boolean unknownType;

    public InvalidConfig(String path, String message) {
        this(path, message, false);
    }

    InvalidConfig(String path, String message, boolean unknownType) {
        super(message);
        this.path = path;
        this.unknownType = unknownType;
    }

    /** True where a decoder is of a type that is not known: the file may be read as another. */
    public boolean unknownType() {
        return unknownType;
    }

    /** Dotted path of the field at fault: {@code text_config.num_hidden_layers}. */
    public String path() {
        return path;
    }
}
