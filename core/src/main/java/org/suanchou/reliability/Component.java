package org.suanchou.reliability;

/**
 * What fails, by the assumption that says how often; what that rate grows with; and whether a host goes to repair for it.
 */
public enum Component {
    CHIP("chip-failures", Scale.CHIP, true),
    CHIP_MEMORY("chip-memory-failures", Scale.CHIP, true),
    SILENT_CORRUPTION("silent-corruptions", Scale.CHIP, true),
    NIC("nic-failures", Scale.CHIP, true),
    NETWORK("network-failures", Scale.CHIP, false),
    SOFTWARE("software-failures", Scale.CHIP, false),
    HOST("host-failures", Scale.HOST, true),
    STORAGE("disk-failures", Scale.HOST, true),
    MAINTENANCE("host-maintenance", Scale.HOST, true),
    JOB("job-failures", Scale.JOB, false);

    /** Of what there is a rate for each. */
    enum Scale {
        CHIP,
        HOST,
        JOB
    }

    private final String assumption;
    private final Scale scale;
    private final boolean takesHostOut;

    Component(String assumption, Scale scale, boolean takesHostOut) {
        this.assumption = assumption;
        this.scale = scale;
        this.takesHostOut = takesHostOut;
    }

    /** The id of the assumption that gives the rate. */
    public String assumption() {
        return assumption;
    }

    Scale scale() {
        return scale;
    }

    boolean takesHostOut() {
        return takesHostOut;
    }
}
