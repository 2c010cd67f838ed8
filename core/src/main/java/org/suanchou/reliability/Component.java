package org.suanchou.reliability;

/**
 * What fails, by the assumption that says how often; what that rate grows with; and whether a host goes to repair for it.
 */
public enum Component {
    CHIP(ReliabilityAssumption.CHIP_FAILURES, Scale.CHIP, true),
    CHIP_MEMORY(ReliabilityAssumption.CHIP_MEMORY_FAILURES, Scale.CHIP, true),
    SILENT_CORRUPTION(ReliabilityAssumption.SILENT_CORRUPTIONS, Scale.CHIP, true),
    NIC(ReliabilityAssumption.NIC_FAILURES, Scale.CHIP, true),
    NETWORK(ReliabilityAssumption.NETWORK_FAILURES, Scale.CHIP, false),
    SOFTWARE(ReliabilityAssumption.SOFTWARE_FAILURES, Scale.CHIP, false),
    HOST(ReliabilityAssumption.HOST_FAILURES, Scale.HOST, true),
    STORAGE(ReliabilityAssumption.DISK_FAILURES, Scale.HOST, true),
    MAINTENANCE(ReliabilityAssumption.HOST_MAINTENANCE, Scale.HOST, true),
    JOB(ReliabilityAssumption.JOB_FAILURES, Scale.JOB, false);

    /** Of what there is a rate for each. */
    enum Scale {
        CHIP,
        HOST,
        JOB
    }

    private final ReliabilityAssumption assumption;
    private final Scale scale;
    private final boolean takesHostOut;

    Component(ReliabilityAssumption assumption, Scale scale, boolean takesHostOut) {
        this.assumption = assumption;
        this.scale = scale;
        this.takesHostOut = takesHostOut;
    }

    /** That gives the rate. */
    public ReliabilityAssumption assumption() {
        return assumption;
    }

    Scale scale() {
        return scale;
    }

    boolean takesHostOut() {
        return takesHostOut;
    }
}
