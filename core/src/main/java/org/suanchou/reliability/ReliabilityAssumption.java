package org.suanchou.reliability;

import org.suanchou.formula.Assumption;
import org.suanchou.units.Unit;

/** What failures, checkpoints and repairs rest on. The catalogue says what each is, its range and its source. */
public enum ReliabilityAssumption implements Assumption {
    CHIP_FAILURES("chip-failures", Unit.PER_YEAR),
    CHIP_MEMORY_FAILURES("chip-memory-failures", Unit.PER_YEAR),
    SILENT_CORRUPTIONS("silent-corruptions", Unit.PER_YEAR),
    NIC_FAILURES("nic-failures", Unit.PER_YEAR),
    NETWORK_FAILURES("network-failures", Unit.PER_YEAR),
    SOFTWARE_FAILURES("software-failures", Unit.PER_YEAR),
    HOST_FAILURES("host-failures", Unit.PER_YEAR),
    DISK_FAILURES("disk-failures", Unit.PER_YEAR),
    HOST_MAINTENANCE("host-maintenance", Unit.PER_YEAR),
    JOB_FAILURES("job-failures", Unit.PER_YEAR),
    FAILURE_SCALE("failure-scale", Unit.COUNT),
    FAILURE_SHAPE("failure-shape", Unit.COUNT),
    CHIPS_PER_HOST("chips-per-host", Unit.COUNT),
    FAILURE_DETECTION("failure-detection", Unit.MINUTES),
    REPLACEMENT("replacement", Unit.MINUTES),
    WARM_UP("warm-up", Unit.MINUTES),
    CHECKPOINT_FENCE("checkpoint-fence", Unit.SECONDS),
    DEVICE_TO_HOST_BANDWIDTH("device-to-host-bandwidth", Unit.BYTES_PER_SECOND),
    STORAGE_BANDWIDTH("storage-bandwidth", Unit.BYTES_PER_SECOND),
    DISK_BANDWIDTH("disk-bandwidth", Unit.BYTES_PER_SECOND),
    BACKGROUND_SAVING("background-saving", Unit.COUNT),
    PEER_MEMORY_SHARE("peer-memory-share", Unit.COUNT),
    LOCAL_DISK_SHARE("local-disk-share", Unit.COUNT),
    STRAGGLER_SPREAD("straggler-spread", Unit.COUNT),
    REPAIR_TIME("repair-time", Unit.DAYS),
    SPARE_CONFIDENCE("spare-confidence", Unit.COUNT);

    private final String id;
    private final Unit unit;

    ReliabilityAssumption(String id, Unit unit) {
        this.id = id;
        this.unit = unit;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Unit unit() {
        return unit;
    }
}
