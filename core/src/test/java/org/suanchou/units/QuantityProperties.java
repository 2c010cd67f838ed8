package org.suanchou.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quantities survive being printed and read back. */
class QuantityProperties {
    private static final String ALPHABET = "0123456789.,_eE+-kKMGTPBbi/sWhJFLOPUSDtoken \t\n\u00b5\u00a0'\"\\";

    private Random random;

    @BeforeEach
    void seed() {
        long seed = Long.getLong("suanchou.seed", 20_261_123L);
        System.out.println("QuantityProperties seed " + seed);
        random = new Random(seed);
    }

    @Test
    void printedQuantitiesReadBackToThreeFigures() {
        for (Unit unit : Unit.values()) {
            for (int round = 0; round < 5000; round++) {
                double value = magnitude(unit) * (random.nextBoolean() ? 1 : -1);
                String text = Quantity.format(value, unit);

                double back = Quantity.parse(text, unit).value();

                assertThat(Math.abs(back / value - 1))
                        .as("%s as %s", value, text)
                        .isLessThan(0.00502);
            }
        }
    }

    @Test
    void printingIsStableOnceRounded() {
        for (Unit unit : Unit.values()) {
            for (int round = 0; round < 5000; round++) {
                String text = Quantity.format(magnitude(unit), unit);

                assertThat(Quantity.parse(text, unit)).hasToString(text);
            }
        }
    }

    @Test
    void binaryBytesReadBackToThreeFigures() {
        for (int round = 0; round < 5000; round++) {
            double value = Math.pow(10, random.nextDouble() * 17);
            String text = Quantity.formatBinaryBytes(value);

            assertThat(Math.abs(Quantity.parse(text, Unit.BYTES).value() / value - 1))
                    .as(text)
                    .isLessThan(0.00502);
        }
    }

    @Test
    void arbitraryTextGivesAFiniteNumberOrARefusal() {
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            Unit unit = Unit.values()[random.nextInt(Unit.values().length)];
            try {
                assertThat(Quantity.parse(text.toString(), unit).value())
                        .as("%s", text)
                        .isFinite();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("%s", text).startsWith("'").doesNotContain("\n");
            }
        }
    }

    @Test
    void noUnitOfOneKindReadsAsAnother() {
        for (Unit written : Unit.values()) {
            for (Unit read : Unit.values()) {
                boolean plain = written == Unit.COUNT || (written == Unit.TOKENS && read == Unit.TOKENS);
                // days may be read as seconds: their SI unit is one
                if (!written.symbol().equals(read.symbol()) && !plain) {
                    String text = Quantity.format(3.5e12, written);
                    assertThatThrownBy(() -> Quantity.parse(text, read))
                            .as("%s as %s", text, read)
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    /** From a picosecond to years for seconds, else from 10^-12 to 10^24. */
    private double magnitude(Unit unit) {
        return Math.pow(10, random.nextDouble() * (unit == Unit.SECONDS ? 20 : 36) - 12);
    }
}
