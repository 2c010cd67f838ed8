package org.suanchou.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.calibration.Constant;
import org.suanchou.calibration.Fit;
import org.suanchou.calibration.GemmForm;
import org.suanchou.calibration.KernelFormat;
import org.suanchou.catalog.Catalog;
import org.suanchou.measure.Calibration.Entry;
import org.suanchou.tree.BadInput;

class CalibrationTest {
    private static final Path ROOT = Path.of(System.getProperty("suanchou.root", ".."));
    private static final Path PUBLISHED = ROOT.resolve("../shared/kernels");
    private static final Path COMMITTED = ROOT.resolve("catalog/calibration/measured.yaml");
    private static final Set<String> NOT_IN_CATALOGUE = Set.of("mi210", "a40", "NVIDIA A100 PCIe");
    private static final String HEADER = "chip,dtype,m,n,k,latency_us,source,flag";

    @TempDir
    private Path folder;

    /** Rows of an H100 of known constants, in microseconds; peak and bandwidth are those of the catalogue. */
    private static List<String> rows() {
        var seconds = new GemmForm(KernelFormat.BF16, 989.4e12, 3350e9).at(new double[] {0.8, 150, 300e3, 3});
        List<String> rows = new ArrayList<>();
        for (long m = 1; m <= 16384; m *= 2) {
            for (long n = 512; n <= 16384; n *= 2) {
                for (long k = 512; k <= 16384; k *= 2) {
                    double us = 1e6 * seconds.applyAsDouble(new GemmForm.Shape(m, n, k));
                    rows.add("h100_sxm,bfloat16," + m + "," + n + "," + k + "," + us + ",made,");
                }
            }
        }
        return rows;
    }

    private Path table(String name, String header, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(rows);
        lines.addFirst(header);
        return Files.write(folder.resolve(name), lines);
    }

    private static Calibration of(Path... tables) {
        return Calibration.of(Catalog.builtIn(), List.of(tables), Map.of(), Set.of());
    }

    private static String yaml(Path... tables) {
        return CalibrationFile.yaml(of(tables), "2026-11-22");
    }

    private static Entry entry(Calibration calibration, Kind kind) {
        return calibration.entries().stream()
                .filter(e -> e.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void constantsOfAMadeTableAreRecovered() throws IOException {
        Calibration calibration = of(table("t.csv", HEADER, rows()));
        Entry gemm = entry(calibration, Kind.GEMM);
        assertThat(gemm.chip()).isEqualTo("nvidia-h100-sxm5-80gb");
        assertThat(constant(gemm.fit(), "efficiency")).isCloseTo(0.8, Percentage.withPercentage(0.1));
        assertThat(constant(gemm.fit(), "tile_elements")).isCloseTo(300e3, Percentage.withPercentage(0.1));
        assertThat(constant(gemm.fit(), "launch_us")).isCloseTo(3, Percentage.withPercentage(0.1));
        assertThat(constant(entry(calibration, Kind.NARROW_GEMM).fit(), "memory_share"))
                .isCloseTo(1, Percentage.withPercentage(0.1));
        assertThat(calibration.bestRates()).singleElement().satisfies(best -> {
            assertThat(best.flopPerSecond()).isBetween(0.75 * 989.4e12, 0.8 * 989.4e12);
        });
    }

    @Test
    void orderOfRowsAndFilesChangesNothing() throws IOException {
        List<String> rows = rows();
        String once = yaml(table("all.csv", HEADER, rows));
        Random random = new Random(4);
        for (int round = 0; round < 4; round++) {
            Collections.shuffle(rows, random);
            int cut = random.nextInt(rows.size());
            Path first = table("first.csv", HEADER, rows.subList(0, cut));
            Path second = table("second.csv", HEADER, rows.subList(cut, rows.size()));
            assertThat(yaml(second, first)).isEqualTo(once);
            assertThat(yaml(first, second)).isEqualTo(once);
        }
    }

    @Test
    void columnsStandInAnyOrderAndOthersAreIgnored() throws IOException {
        List<String> turned = rows().stream()
                .map(row -> {
                    String[] f = row.split(",", -1);
                    return String.join(",", "x", f[6], f[5], f[4], f[3], f[2], f[1], f[0]);
                })
                .toList();
        assertThat(yaml(table("b.csv", "more,source,latency_us,k,n,m,dtype,chip", turned)))
                .isEqualTo(yaml(table("a.csv", HEADER, rows())));
    }

    @Test
    void flaggedRowsAreCountedAndNotUsed() throws IOException {
        List<String> rows = rows();
        String sound = yaml(table("a.csv", HEADER, rows));
        rows.add("h100_sxm,bfloat16,8192,8192,8192,1,made,above-peak");
        Calibration calibration = of(table("a.csv", HEADER, rows));
        assertThat(calibration.data()).singleElement().satisfies(d -> {
            assertThat(d.rows()).isEqualTo(rows.size());
            assertThat(d.leftOut()).isOne();
        });
        assertThat(CalibrationFile.yaml(calibration, "2026-11-22").replaceFirst("rows: .*", ""))
                .isEqualTo(sound.replaceFirst("rows: .*", ""));
    }

    /** A source of which more than a tenth is impossible is not believed in the rest. */
    @Test
    void aSourceThatIsMostlyFlaggedIsLeftOut() throws IOException {
        List<String> rows = rows();
        String sound = yaml(table("a.csv", HEADER, rows)).split("chips:")[1];
        for (int i = 1; i <= 10; i++) {
            String flag = i > 8 ? "above-peak" : "";
            rows.add("h100_sxm,bfloat16,8192,8192," + 1024 * i + ",1,wrong," + flag);
        }
        assertThat(yaml(table("a.csv", HEADER, rows)).split("chips:")[1]).isEqualTo(sound);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h100_sxm,bfloat16,0,1,1,1,s, | t.csv: line 2: m is '0'; it must be a whole number of at least 1",
                "h100_sxm,bfloat16,1.5,1,1,1,s, | t.csv: line 2: m is '1.5'; it must be a whole number of at least 1",
                "h100_sxm,bfloat16,1,1,1,NaN,s, | t.csv: line 2: latency_us is 'NaN'; it must be a number above 0",
                "h100_sxm,bfloat16,1,1,1,-3,s, | t.csv: line 2: latency_us is '-3'; it must be a number above 0",
                "h100_sxm,bfloat16,1,1,1,,s, | t.csv: line 2: latency_us is ''; it must be a text of 1 to 200 characters",
                "h100_sxm,fp7,1,1,1,1,s, | t.csv: line 2: dtype is 'fp7'; it must be one of bf16, fp8, fp8_block, nvfp4, int8, int8_weights, int4_weights, mxfp4_weights, mxfp4_mxfp8",
            })
    void aFieldThatCantBeUsedIsNamedWithFileLineAndColumn(String row, String message) throws IOException {
        Path table = table("t.csv", HEADER, List.of(row));
        assertThatThrownBy(() -> of(table)).isInstanceOf(BadInput.class).hasMessage(message);
    }

    @Test
    void anUnknownChipNamesItsNearestAndCanBeMappedOrPassedOver() throws IOException {
        Path table = table("t.csv", HEADER, List.of("h100x_sxm,bf16,1,1,1,1,s,"));
        assertThatThrownBy(() -> of(table))
                .hasMessageStartingWith(
                        "t.csv: line 2: chip is 'h100x_sxm'; the catalogue has none of that name. Maybe one of ")
                .hasMessageContaining("nvidia-h100-sxm5-80gb")
                .hasMessageEndingWith("--chip NAME=ID maps it, --ignore-chip passes over it");
        List<Path> tables = List.of(table);
        assertThat(Calibration.of(Catalog.builtIn(), tables, Map.of("h100x_sxm", "h100"), Set.of())
                        .bestRates())
                .singleElement()
                .satisfies(b -> assertThat(b.chip()).isEqualTo("nvidia-h100-sxm5-80gb"));
        assertThat(Calibration.of(Catalog.builtIn(), tables, Map.of(), Set.of("h100x_sxm"))
                        .data())
                .isEmpty();
    }

    @Test
    void aTableThatIsNotKnownIsAnErrorByNameAndPassedOverInAFolder() throws IOException {
        Path odd = table("odd.csv", "a,b", List.of("1,2"));
        assertThatThrownBy(() -> of(odd))
                .hasMessageStartingWith(
                        "'odd.csv' is no table that is known; its header must hold the columns of one of gemm, ");
        table("t.csv", HEADER, rows());
        assertThat(of(folder).unused()).containsExactly("odd.csv");
    }

    @Test
    void expertsNeedTheirShapes() throws IOException {
        Path experts = table(
                "moe.csv",
                "chip,dtype,model_shape,tp,ep,distribution,tokens,latency_us",
                List.of("h100,bf16,Big,1,1,balanced,8,100"));
        assertThatThrownBy(() -> of(experts))
                .hasMessage("moe.csv: line 2: model_shape is 'Big'; a table of expert shapes must list it");
    }

    /** Of e experts on p peers: one choice misses the own peer (p - 1) / p of the time; all e choices reach all others. */
    @Test
    void copiesOfATokenFollowFromItsExperts() {
        assertThat(KernelTables.remoteCopies(1, 64, 8)).isCloseTo(7 / 8.0, within(1e-12));
        assertThat(KernelTables.remoteCopies(64, 64, 8)).isEqualTo(7);
        // two of four experts on two peers: the other peer is missed with 2/4 x 1/3
        assertThat(KernelTables.remoteCopies(2, 4, 2)).isCloseTo(5 / 6.0, within(1e-12));
    }

    @Test
    void theFileIsACalibrationThatTheCatalogueTakes() throws IOException {
        Path calibration = Files.createDirectories(folder.resolve("overlay/calibration"));
        CalibrationFile.write(calibration.resolve("mine.yaml"), yaml(table("t.csv", HEADER, rows())));
        assertThat(calibration.toFile().list()).containsExactly("mine.yaml");
        assertThat(Catalog.builtIn().issues(folder.resolve("overlay"))).isEmpty();
        assertThat(Catalog.builtIn()
                        .overlay(folder.resolve("overlay"))
                        .tree(Catalog.CALIBRATION, "mine")
                        .require("chips")
                        .items()
                        .getFirst()
                        .require("gemm")
                        .require("bf16")
                        .require("efficiency")
                        .require("value")
                        .doubleValue())
                .isCloseTo(0.8, within(1e-3));
    }

    /** The published tables are not in this repository; where they lie beside it, they give the committed file. */
    @Test
    void theCommittedFileFollowsFromThePublishedTables() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(PUBLISHED), "no published tables beside the repository");
        Calibration calibration = Calibration.of(Catalog.builtIn(), List.of(PUBLISHED), Map.of(), NOT_IN_CATALOGUE);
        assertThat(CalibrationFile.yaml(calibration, "2026-11-22")).isEqualTo(Files.readString(COMMITTED));
    }

    private static double constant(Fit<?> fit, String name) {
        List<Constant> constants = fit.form().constants();
        return IntStream.range(0, constants.size())
                .filter(i -> constants.get(i).name().equals(name))
                .mapToDouble(i -> fit.constants().get(i))
                .findFirst()
                .orElseThrow();
    }
}
