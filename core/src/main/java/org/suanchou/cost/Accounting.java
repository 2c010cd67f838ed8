package org.suanchou.cost;

/**
 * How money is counted.
 *
 * @param yieldModel of the dies, where chips are built
 */
public record Accounting(Basis basis, Depreciation depreciation, YieldModel yieldModel) {
    /** Paid back with interest; dies by Murphy. */
    public static Accounting of(Basis basis) {
        return new Accounting(basis, Depreciation.CAPITAL_RECOVERY, new YieldModel.Murphy());
    }
}
