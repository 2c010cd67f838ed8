package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every transcript of the documents is what the program prints. With {@code -Dtranscripts.write} they are pasted anew
 * instead.
 */
class TranscriptsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("suanchou.root", "..")).toAbsolutePath().normalize();

    /** Blocks that a comment takes out of the test. */
    private static final int NOT_RUN = 0;

    static List<Path> documentsWithTranscripts() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path document : Transcript.documents(ROOT)) {
            if (!Transcript.in(document).isEmpty()) {
                documents.add(document);
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documentsWithTranscripts")
    void everyTranscriptIsWhatTheProgramPrints(Path document) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(document));
        List<String> differences = new ArrayList<>();
        for (Transcript transcript : Transcript.in(document).reversed()) {
            if (!transcript.notRun().isEmpty()) {
                continue;
            }
            List<String> fresh = transcript.fresh(ROOT);
            List<String> outdated = lines.subList(
                    transcript.line()
                            - 1
                            + transcript.length()
                            - transcript.printed().size(),
                    transcript.line() - 1 + transcript.length());
            List<String> renewed = transcript.renewed(ROOT, fresh);
            outdated.clear();
            outdated.addAll(renewed);
            differences.addAll(0, transcript.differences(ROOT, fresh));
        }
        if (Boolean.getBoolean("transcripts.write")) {
            Files.write(document, lines);
        } else {
            assertThat(differences)
                    .as("paste them anew: ./mvnw -pl app -am test -Dtest=TranscriptsTest -Dtranscripts.write=true")
                    .isEmpty();
        }
    }

    @Test
    void bothLanguagesShowTheSameRuns() throws IOException {
        int notRun = 0;
        int all = 0;
        for (Path document : documentsWithTranscripts()) {
            List<Transcript> transcripts = Transcript.in(document);
            notRun += (int)
                    transcripts.stream().filter(t -> !t.notRun().isEmpty()).count();
            all += transcripts.size();
            String name = document.getFileName().toString();
            if (!name.endsWith(".zh.md")) {
                Path chinese = document.resolveSibling(name.replace(".md", ".zh.md"));
                assertThat(Transcript.in(chinese).stream().map(Transcript::command))
                        .as(name)
                        .isEqualTo(transcripts.stream()
                                .map(t -> "--lang zh " + t.command())
                                .toList());
            }
        }
        assertThat(notRun).isEqualTo(NOT_RUN);
        assertThat(all).isGreaterThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "step 5.458 100%|step   5.460 100%",
                "|",
                "a --|a  -----",
                "7.10 tCO2e, 512 x H100|7.12 tCO2e, 512 x H100"
            })
    void numbersMayDifferByAHundredthAndColumnsInWidth(String pair) {
        assertThat(Transcript.alike(pair.split("\\|", -1)[0], pair.split("\\|", -1)[1]))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "step 5.458 100%|step 5.558 100%",
                "step 5.458|steps 5.458",
                "1 2|1",
                "on H100|on H200",
                "tp 8|pp 8",
                "0.2%|0.3%"
            })
    void wordsIdsAndLargerDifferencesCount(String pair) {
        assertThat(Transcript.alike(pair.split("\\|")[0], pair.split("\\|")[1])).isFalse();
    }

    @Test
    void aDifferenceNamesItsLine() {
        Path file = ROOT.resolve("docs/page.md");
        Transcript transcript =
                new Transcript(file, 10, 6, "catalog", List.of("first 1", "...", "middle 2", "...", "last 3"), "");
        List<String> printed = List.of("first 1", "second", "middle 2", "x", "y", "last 3");
        assertThat(transcript.differences(ROOT, printed)).isEmpty();
        assertThat(transcript.differences(ROOT, List.of("first 1", "second", "middle 2", "x", "last 4")))
                .containsExactly("docs/page.md:15: 'last 3' is 'last 4' now");
        assertThat(transcript.differences(ROOT, List.of("first 1", "middle", "x", "last 3")))
                .singleElement()
                .asString()
                .startsWith("docs/page.md:13: 'middle 2' is ");
        assertThat(new Transcript(file, 10, 2, "catalog", List.of("first 1"), "").differences(ROOT, printed))
                .containsExactly("docs/page.md:12: ends before 'second'");
    }

    @Test
    void whatIsLeftOutStaysLeftOut() {
        Transcript transcript = new Transcript(
                ROOT.resolve("docs/page.md"),
                10,
                6,
                "catalog",
                List.of("the first line 1", "...", "middle part 2", "...", "last line 3"),
                "");
        List<String> now = List.of("the first line 10", "second", "middle part: 20", "x", "y", "last line: 30");
        assertThat(transcript.renewed(ROOT, now))
                .containsExactly("the first line 10", "...", "middle part: 20", "...", "last line: 30");
    }
}
