package org.suanchou.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.calibration.GemmForm;
import org.suanchou.calibration.KernelFormat;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Stacks;
import org.suanchou.hardware.Chip;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.GemmFit;
import org.suanchou.model.Precision;

/** What {@code calibrate} writes of products that reach 0.4 of the peak, laid over the catalogue. */
class UserTableTest {
    private static final double EFFICIENCY = 0.4;

    @TempDir
    private Path folder;

    private final Catalog builtIn = Catalog.builtIn();

    private Catalog measured(Chip chip) throws IOException {
        var seconds = new GemmForm(
                        KernelFormat.BF16,
                        chip.peak(Precision.BF16).mid(),
                        chip.memoryBytesPerSecond().mid())
                .at(new double[] {EFFICIENCY, 150, 300e3, 3});
        List<String> rows = new ArrayList<>(List.of("chip,dtype,m,n,k,latency_us,source,flag"));
        for (long m = 512; m <= 16384; m *= 2) {
            for (long n = 512; n <= 16384; n *= 2) {
                for (long k = 512; k <= 16384; k *= 2) {
                    double us = 1e6 * seconds.applyAsDouble(new GemmForm.Shape(m, n, k));
                    rows.add(chip.id() + ",bfloat16," + m + "," + n + "," + k + "," + us + ",made,");
                }
            }
        }
        Path table = Files.write(folder.resolve("t.csv"), rows);
        Path file = folder.resolve("catalog/calibration/mine.yaml");
        Files.createDirectories(file.getParent());
        CalibrationFile.write(
                file, CalibrationFile.yaml(Calibration.of(builtIn, List.of(table), Map.of(), Set.of()), "2026-11-24"));
        return builtIn.overlay(folder.resolve("catalog"));
    }

    private static GemmFit products(Catalog catalog, String chip) {
        GemmFit fit = new Stacks(catalog).kernels(catalog.chip(chip)).gemm(Precision.BF16);
        assertThat(fit).isNotNull();
        return fit;
    }

    /** Chips with measured kernels of their own, with those of a sibling, and with a stated rate, listed or a relative. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nvidia-h100-sxm5-80gb",
                "nvidia-h800-sxm5-80gb",
                "nvidia-b200-sxm-180gb",
                "amd-mi300x",
                "huawei-ascend-910b2",
                "amd-mi250x"
            })
    void ofAChipOfTheCatalogueWins(String id) throws IOException {
        Catalog catalog = measured(builtIn.chip(id));
        GemmFit fit = products(catalog, id);

        assertThat(fit.efficiency().mid()).isCloseTo(EFFICIENCY, Percentage.withPercentage(1));
        assertThat(products(builtIn, id).efficiency().mid()).isGreaterThan(1.1 * EFFICIENCY);
        // what training holds of it is not in a table
        assertThat(fit.sustained()).isEqualTo(products(builtIn, id).sustained());
    }

    /** Products in 16 bits were measured: in 8 bits, and attention, it keeps what it had. */
    @ParameterizedTest
    @ValueSource(strings = {"nvidia-h100-sxm5-80gb", "nvidia-h20-sxm-96gb", "amd-mi300x"})
    void whatIsNotInTheTableStays(String id) throws IOException {
        Catalog catalog = measured(builtIn.chip(id));
        ChipKernels before = new Stacks(builtIn).kernels(builtIn.chip(id));
        ChipKernels after = new Stacks(catalog).kernels(catalog.chip(id));

        assertThat(after.gemm(Precision.FP8)).isNotNull().isEqualTo(before.gemm(Precision.FP8));
        assertThat(after.attention()).isEqualTo(before.attention());
    }

    /** A chip with products of its own is no longer as unsure as one that takes a relative's. */
    @Test
    void aChipWithItsOwnTableInheritsNoMore() throws IOException {
        Catalog catalog = measured(builtIn.chip("amd-mi250x"));
        ChipKernels before = new Stacks(builtIn).kernels(builtIn.chip("amd-mi250x"));
        ChipKernels after = new Stacks(catalog).kernels(catalog.chip("amd-mi250x"));

        assertThat(before.inherited()).isTrue();
        assertThat(after.inherited()).isFalse();
        assertThat(before.transferSigma()).isNotEmpty();
        assertThat(after.transferSigma()).isEmpty();
    }

    @Test
    void otherChipsKeepTheirs() throws IOException {
        Catalog catalog = measured(builtIn.chip("nvidia-h800-sxm5-80gb"));
        for (String id :
                List.of("nvidia-h100-sxm5-80gb", "nvidia-a100-sxm4-80gb", "amd-mi300x", "huawei-ascend-910b2")) {
            ChipKernels kernels = new Stacks(catalog).kernels(catalog.chip(id));

            assertThat(kernels).isEqualTo(new Stacks(builtIn).kernels(builtIn.chip(id)));
        }
    }
}
