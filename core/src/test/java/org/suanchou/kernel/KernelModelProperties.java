package org.suanchou.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Chip;
import org.suanchou.model.Precision;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.Operator;

/** What holds of every kernel on every chip. */
class KernelModelProperties {
    private static final int ROUNDS = 3000;
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(KernelModelProperties.class);
    }

    @Test
    void timesArePositiveAndFiniteAndBackwardIsNoShorter() {
        for (int round = 0; round < ROUNDS; round++) {
            Operator operator = operator();
            KernelModel kernels = model(SyntheticHardware.h100(), random.oneOf(AttentionKernel.values()));

            double forward = kernels.forwardSeconds(operator);

            assertThat(forward).as("%s", operator).isPositive().isFinite();
            assertThat(kernels.backwardSeconds(operator, false, 0)).isFinite();
            // the gradients of a product have other shapes, which may waste less, and below 16 bits cast other operands
            boolean casts = operator instanceof Operator.GroupedMatMul g
                    && g.precision().bytes() < 2;
            if (!(operator instanceof Operator.MatMul || operator instanceof Operator.Elementwise || casts)) {
                assertThat(kernels.backwardSeconds(operator, false, 0)).isGreaterThan(forward);
            }
            assertThat(kernels.backwardSeconds(operator, true, 0))
                    .isPositive()
                    .isLessThanOrEqualTo(kernels.backwardSeconds(operator, false, 0) * ROUNDING);
        }
    }

    @Test
    void aFasterPeakOrMemoryNeverTakesLonger() {
        for (int round = 0; round < ROUNDS; round++) {
            Operator operator = operator();
            AttentionKernel attention = random.oneOf(AttentionKernel.values());
            Chip chip = SyntheticHardware.h100();
            double factor = random.between(1.0, 10.0);
            Chip faster = random.chance(0.5) ? chip.withPeakTimes(factor) : chip.withMemoryBandwidthTimes(factor);
            KernelModel before = model(chip, attention);
            KernelModel after = model(faster, attention);

            assertThat(after.forwardSeconds(operator))
                    .as("%s", operator)
                    .isLessThanOrEqualTo(before.forwardSeconds(operator) * ROUNDING);
            assertThat(after.backwardSeconds(operator, false, 8))
                    .isLessThanOrEqualTo(before.backwardSeconds(operator, false, 8) * ROUNDING);
        }
    }

    /** The bound that the fewest chips for a deadline are reckoned with. */
    @Test
    void noOperatorExceedsTheGreatestRate() {
        for (int round = 0; round < ROUNDS; round++) {
            Operator operator = operator();
            KernelModel kernels = model(SyntheticHardware.h100(), random.oneOf(AttentionKernel.values()));
            double greatest = kernels.greatestRate(Precision.FP8);

            assertThat(operator.flops() / kernels.forwardSeconds(operator))
                    .as("%s", operator)
                    .isLessThanOrEqualTo(greatest * ROUNDING);
        }
    }

    @Test
    void noProductBeatsTheMemory() {
        for (int round = 0; round < ROUNDS; round++) {
            KernelModel kernels = model(SyntheticHardware.h100(), AttentionKernel.NATIVE);
            if (operator() instanceof Operator.MatMul g) {
                double moved = g.precision().bytes() * (g.m() * g.k() + g.k() * g.n()) + 2 * g.m() * g.n();

                assertThat(kernels.forwardSeconds(g)).isGreaterThan(moved / 3.35e12);
            }
        }
    }

    private static KernelModel model(Chip chip, AttentionKernel attention) {
        return new KernelModel(chip, SyntheticStacks.h100Kernels(), attention);
    }

    private Operator operator() {
        Precision precision = random.oneOf(Precision.BF16, Precision.FP8);
        return switch (random.between(0, 4)) {
            case 0 -> new Operator.MatMul(Operator.Role.MLP_UP, precision, size(), size(), size());
            case 1 ->
                new Operator.GroupedMatMul(
                        Operator.Role.EXPERTS_UP,
                        precision,
                        random.between(1, 256),
                        size() / 8,
                        size() / 4,
                        size() / 4);
            case 2 -> {
                double keys = size();
                yield new Operator.Attention(
                        Operator.Role.ATTENTION,
                        random.between(1, 8),
                        random.between(1, 128),
                        size(),
                        keys / 2,
                        keys,
                        128,
                        128);
            }
            case 3 -> new Operator.Scan(Operator.Role.STATE_SCAN, size() * size(), size() * 100);
            default -> new Operator.Elementwise(Operator.Role.NORMS, size() * 1000, size() * 1500);
        };
    }

    private double size() {
        return Math.rint(Math.pow(2, random.between(4.0, 17.0)));
    }
}
