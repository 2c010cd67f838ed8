package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** 24 writers of one file at once: none fails, what stays is the whole of one, and nothing else stays. */
    @Test
    void allWritersOfOneFileLeaveWholeFiles() throws Exception {
        Path file = folder.resolve("step.json");
        int writers = 24;
        CountDownLatch together = new CountDownLatch(writers);
        Set<String> texts = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String half = String.valueOf((char) ('a' + i)).repeat(50_000 + i);
                texts.add(half + half);
                written.add(pool.submit(() -> {
                    WholeFile.write(file, out -> {
                        out.write(half);
                        together.countDown();
                        try {
                            together.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        out.write(half);
                    });
                    return null;
                }));
            }
            for (Future<?> one : written) {
                one.get();
            }
        }
        assertThat(texts).contains(Files.readString(file));
        assertThat(left()).containsExactly("step.json");
    }

    /** Parts of the same target, seen while they are written, have names of their own. */
    @Test
    void partsHaveUniqueNames() throws IOException {
        Path file = folder.resolve("step.json");
        Set<String> parts = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            WholeFile.write(file, out -> {
                List<String> now = new ArrayList<>(left());
                now.remove("step.json");
                assertThat(now).hasSize(1);
                parts.addAll(now);
            });
        }
        assertThat(parts).hasSize(20);
    }

    /** Links under the names that parts once had, and under the target's own, lead no one to another's file. */
    @Test
    void noLinkIsFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "another's");
        Path file = folder.resolve("step.json");
        Files.createSymbolicLink(folder.resolve(".step.json.part"), other);
        Files.createSymbolicLink(folder.resolve("step.json.part"), other);
        Files.createSymbolicLink(file, other);

        WholeFile.write(file, out -> out.write("mine"));

        assertThat(Files.readString(other)).isEqualTo("another's");
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(Files.readString(file)).isEqualTo("mine");
    }

    @Test
    void whatFailsHalfWayLeavesTheOldFileAndNoPart() throws IOException {
        Path file = Files.writeString(folder.resolve("step.json"), "old");

        assertThatIOException()
                .isThrownBy(() -> WholeFile.write(file, out -> {
                    out.write("new".repeat(100_000));
                    throw new IOException("No space left on device");
                }))
                .withMessage("No space left on device");

        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(left()).containsExactly("step.json");
    }

    @Test
    void ofSeveralFilesNoneIsReplacedWhereOneFails() throws IOException {
        Path first = Files.writeString(folder.resolve("a"), "old");
        Path second = folder.resolve("b");

        assertThatIOException()
                .isThrownBy(() -> WholeFile.write(new TreeMap<>(Map.of(first, out -> out.write("new"), second, out -> {
                    throw new IOException("full");
                }))));

        assertThat(Files.readString(first)).isEqualTo("old");
        assertThat(left()).containsExactly("a");
    }

    /** A JSON writer wraps the disk's exception in one of its own. */
    @Test
    void aFullDiskIsAnIoExceptionUnderAJsonWriterToo() {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).isTrue();

        assertThatIOException()
                .isThrownBy(() -> WholeFile.write(full, out -> {
                    try (JsonWriter json = JsonWriter.compact(out)) {
                        json.value("x".repeat(1_000_000));
                    }
                }))
                .satisfies(e -> assertThat(WholeFile.reason(e)).isEqualTo("No space left on device"));
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    @Test
    void aNameOf250CharactersAndAFolderInItsPlace() throws IOException {
        Path file = folder.resolve("n".repeat(250));
        WholeFile.write(file, out -> out.write("算筹"));
        assertThat(Files.readString(file)).isEqualTo("算筹");

        Path taken = Files.createDirectory(folder.resolve("taken"));
        assertThatIOException()
                .isThrownBy(() -> WholeFile.write(taken, out -> out.write("x")))
                .satisfies(e -> assertThat(WholeFile.reason(e)).isEqualTo("it is a folder"));
        assertThat(taken).isEmptyDirectory();
    }
}
