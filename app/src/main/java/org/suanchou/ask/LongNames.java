package org.suanchou.ask;

import java.util.Map;

/** Megatron-LM's names of the degrees of a plan: options and fields of scenario files take them as they take the short ones. */
public final class LongNames {
    public static final String TP = "tensor-model-parallel-size";
    public static final String CP = "context-parallel-size";
    public static final String PP = "pipeline-model-parallel-size";
    public static final String EP = "expert-model-parallel-size";
    public static final String ETP = "expert-tensor-parallel-size";
    public static final String DP = "data-parallel-size";

    private static final Map<String, String> SHORT =
            Map.of(TP, "tp", CP, "cp", PP, "pp", EP, "ep", ETP, "etp", DP, "dp");

    private LongNames() {}

    /** The name that a field goes by, whichever of its names is written, with {@code _} or {@code -} between words. */
    static String field(String written) {
        String dashed = written.replace('_', '-');
        return SHORT.getOrDefault(dashed, dashed);
    }
}
