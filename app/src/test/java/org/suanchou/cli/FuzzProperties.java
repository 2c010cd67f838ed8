package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.text.SafeText;

/**
 * Whatever a reader is given, the program answers (0), finds it infeasible (1) or says in one line what is wrong with it (2);
 * it never fails inside, never prints a number that is none, and nothing of the input reaches the terminal as a command.
 *
 * <p>Seeds are files that people write; {@link Mutations} make each input from one. Short here; {@code -Dfuzz.seconds=600}
 * goes on for as long with each reader, {@code -Dfuzz.seed=N} starts elsewhere. What fails is left in {@code target/fuzz} and
 * belongs, once mended, into {@code src/test/resources/fuzz}, whose files are tried first.
 */
class FuzzProperties {
    private static final Path ROOT = Path.of(System.getProperty("suanchou.root", ".."));
    private static final long SEED = Long.getLong("fuzz.seed", 20261201);
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern NO_NUMBER = Pattern.compile("(?<![A-Za-z])(?:NaN|Infinity|-?∞)(?![A-Za-z])");
    private static final Pattern NEGATIVE = Pattern.compile("(?m)(?<=  )-[0-9.]+");

    @TempDir
    private Path folder;

    /** A way into the program. */
    enum Reader {
        CHIP("my.yaml", 250) {
            @Override
            List<String> arguments(Path file) {
                return estimate("llama-2-7b", "--on", file.toString(), "--chips", "8", "--tokens", "1T");
            }
        },
        OVERLAY("own.yaml", 250) {
            @Override
            List<String> arguments(Path file) {
                return estimate("llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--catalog", file.toString());
            }
        },
        /** One file of a folder whose other file is sound. */
        FOLDER("own/mutant.yaml", 100) {
            @Override
            List<String> arguments(Path file) throws IOException {
                Path folder = file.getParent();
                Files.writeString(folder.resolve("sound.yaml"), FuzzSeeds.CHIP);
                return estimate("llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--catalog", folder.toString());
            }
        },
        CONFIG("config.json", 250) {
            @Override
            List<String> arguments(Path file) {
                return estimate(file.toString(), "--on", "dgx-h100", "--chips", "64", "--tokens", "1T");
            }
        },
        MODEL("model.json", 200) {
            @Override
            List<String> arguments(Path file) {
                return estimate(file.toString(), "--on", "dgx-h100", "--chips", "64", "--tokens", "1T");
            }
        },
        SCENARIO("question.yaml", 250) {
            @Override
            List<String> arguments(Path file) {
                return List.of("estimate", file.toString(), "--draws", "100");
            }
        },
        COMPARISON("comparison.yaml", 25) {
            @Override
            List<String> arguments(Path file) {
                return List.of("compare", file.toString(), "--draws", "100");
            }
        },
        ROWS("rows.jsonl", 250) {
            @Override
            List<String> arguments(Path file) {
                return List.of("validate", file.toString());
            }
        },
        ANCHOR("runs.jsonl", 100) {
            @Override
            List<String> arguments(Path file) {
                return estimate(
                        "llama-2-7b",
                        "--on",
                        "dgx-h100",
                        "--chips",
                        "8",
                        "--tokens",
                        "1T",
                        "--anchor",
                        file.toString());
            }
        },
        TABLE("table.csv", 150) {
            @Override
            List<String> arguments(Path file) {
                return List.of("calibrate", file.toString());
            }
        },
        PACKED_TABLE("table.csv.gz", 60) {
            @Override
            List<String> arguments(Path file) {
                return List.of("calibrate", file.toString(), "--json");
            }
        },
        OPTIONS("options.txt", 250) {
            @Override
            List<String> arguments(Path file) throws IOException {
                return Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .map(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                        .filter(line -> !line.isEmpty())
                        .toList();
            }
        };

        final String file;
        final int inputs;

        Reader(String file, int inputs) {
            this.file = file;
            this.inputs = inputs;
        }

        abstract List<String> arguments(Path file) throws IOException;

        static List<String> estimate(String... more) {
            return Stream.concat(Stream.of("estimate"), Stream.concat(Stream.of(more), Stream.of("--draws", "100")))
                    .toList();
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource(Reader.class)
    void everyInputIsAnsweredOrRefused(Reader reader) throws IOException {
        for (byte[] known : corpus(reader)) {
            attempt(reader, known);
        }
        List<byte[]> seeds = seeds(reader);
        for (byte[] seed : seeds) {
            Ran ran = attempt(reader, seed);
            assertThat(ran.exitCode())
                    .as(new String(seed, StandardCharsets.UTF_8) + ran.err())
                    .isLessThan(2);
        }
        System.out.println("FuzzProperties " + reader.id() + " seed " + SEED);
        Mutations mutations = new Mutations(SEED + 31L * reader.ordinal());
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (int i = 0; i < reader.inputs || System.nanoTime() < end; i++) {
            byte[] seed = seeds.get(mutations.below(seeds.size()));
            byte[] mutant = mutations.below(2) == 0 ? mutations.ofNumbers(seed) : mutations.of(seed);
            attempt(reader, reader == Reader.PACKED_TABLE ? packed(mutations, mutant) : mutant);
        }
    }

    /** Packed well, or with a byte of the package changed. */
    private static byte[] packed(Mutations mutations, byte[] plain) throws IOException {
        byte[] packed = gzip(plain);
        if (mutations.below(2) == 0) {
            packed[mutations.below(packed.length)] ^= (byte) (1 << mutations.below(8));
        }
        return packed;
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            new ByteArrayInputStream(plain).transferTo(gzip);
        }
        return out.toByteArray();
    }

    private Ran attempt(Reader reader, byte[] input) throws IOException {
        return attempt(folder, reader, input);
    }

    /** Gives a reader an input, in a folder of its own; throws where the program does what it never may. */
    static Ran attempt(Path folder, Reader reader, byte[] input) throws IOException {
        Path file = folder.resolve(reader.file);
        Files.createDirectories(file.getParent());
        Files.write(file, input);
        Ran ran = null;
        try {
            List<String> arguments = reader.arguments(file);
            if (arguments.isEmpty()) {
                // the help
                return new Ran(0, "", "");
            }
            ran = Assertions.assertTimeoutPreemptively(LIMIT, () -> Ran.of(arguments.toArray(String[]::new)));
            check(ran, reader != Reader.ANCHOR && arguments.getFirst().equals("estimate"), reader == Reader.FOLDER);
            return ran;
        } catch (Throwable e) {
            Path kept = Files.createDirectories(Path.of("target", "fuzz", reader.id()))
                    .resolve(Integer.toHexString(java.util.Arrays.hashCode(input)));
            Files.write(kept, input);
            throw new AssertionError(
                    kept.toAbsolutePath() + " of seed " + SEED + ": " + (ran == null ? e : ran.err() + e.getMessage()),
                    e);
        }
    }

    /**
     * @param figures whether the output is an answer's, in which no number is negative
     * @param spared whether a file with a mistake may be left out, with a note that names it
     */
    private static void check(Ran ran, boolean figures, boolean spared) {
        assertThat(ran.exitCode()).isBetween(0, 2);
        assertThat(ran.err()).doesNotContain("Exception").hasSizeLessThan(4000);
        if (ran.exitCode() == 2) {
            assertThat(ran.err().lines()).singleElement().asString().containsPattern("^(?:error: |错误：)");
        } else if (spared && !ran.err().isEmpty()) {
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("note: mutant.yaml")
                    .endsWith("; the entries of this file are left out");
        } else {
            assertThat(ran.err()).isEmpty();
        }
        for (String text : List.of(ran.out(), ran.err())) {
            assertThat(text.codePoints()
                            .filter(c -> c != '\n' && !SafeText.isHarmless(c))
                            .boxed()
                            .map(Integer::toHexString))
                    .as(text)
                    .isEmpty();
        }
        if (figures) {
            for (Pattern never : List.of(NO_NUMBER, NEGATIVE)) {
                assertThat(never.matcher(ran.out()).results().map(m -> m.group()))
                        .as(ran.out())
                        .isEmpty();
            }
        }
    }

    static List<byte[]> corpus(Reader reader) throws IOException {
        Path corpus = Path.of("src", "test", "resources", "fuzz", reader.id());
        if (!Files.isDirectory(corpus)) {
            return List.of();
        }
        List<byte[]> known = new ArrayList<>();
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.sorted().toList()) {
                known.add(Files.readAllBytes(file));
            }
        }
        return known;
    }

    static List<byte[]> seeds(Reader reader) throws IOException {
        List<String> texts = switch (reader) {
            case CHIP -> List.of(FuzzSeeds.CHIP, FuzzSeeds.SYSTEM);
            case OVERLAY, FOLDER -> FuzzSeeds.OVERLAYS;
            case CONFIG -> FuzzSeeds.CONFIGS;
            case MODEL -> List.of(FuzzSeeds.MODEL);
            case SCENARIO -> FuzzSeeds.SCENARIOS;
            case COMPARISON -> List.of(FuzzSeeds.COMPARISON);
            case ROWS, ANCHOR -> rows(reader);
            case TABLE, PACKED_TABLE -> FuzzSeeds.tables();
            case OPTIONS -> FuzzSeeds.OPTIONS;
        };
        List<byte[]> seeds = new ArrayList<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            seeds.add(bytes);
        }
        return seeds;
    }

    private static List<String> rows(Reader reader) throws IOException {
        if (reader == Reader.ANCHOR) {
            return List.of(FuzzSeeds.ROW);
        }
        List<String> rows = new ArrayList<>(List.of(FuzzSeeds.ROW, FuzzSeeds.SERVED));
        List<String> evidence = Files.readAllLines(ROOT.resolve("evidence/training.jsonl"));
        for (int i = 0; i < evidence.size(); i += 97) {
            rows.add(evidence.get(i) + "\n");
        }
        return rows;
    }
}
