package org.suanchou.tree;

import org.suanchou.refusal.Refusal;
import org.suanchou.text.Refusals;
import org.suanchou.text.SafeText;

/** Text from outside that can't be used: the refusal names the value and the rule, {@link #path} says where it stands. */
public class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final transient Refusal refusal;
    private final boolean ofOneSystem;

    /** @param path file and field, such as {@code chips.yaml: chips[3].memory.capacity_gb} */
    public BadInput(String path, Refusal refusal) {
        this(path, refusal, false);
    }

    protected BadInput(String path, Refusal refusal, boolean ofOneSystem) {
        super(null, null);
        this.path = path;
        this.refusal = refusal;
        this.ofOneSystem = ofOneSystem;
    }

    public BadInput(String path, String message) {
        this(path, Refusal.of(InputRefusal.IN_WORDS, message));
    }

    public String path() {
        return path;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** In English; answers are in the reader's language. */
    @Override
    public String getMessage() {
        return Refusals.english(refusal);
    }

    /** Whether the field makes sense, but not for the system it is asked of: bad input of one question, a row of a comparison. */
    public boolean ofOneSystem() {
        return ofOneSystem;
    }

    /** The same, of one system among those that are compared. */
    public BadInput forOneSystem() {
        return new BadInput(path, refusal, true);
    }

    /** Text of another's making, fit for one line of a message: control characters replaced, cut after 64 characters. */
    public static String quoted(String text) {
        return "'" + SafeText.of(SafeText.cut(text, 64)) + "'";
    }
}
