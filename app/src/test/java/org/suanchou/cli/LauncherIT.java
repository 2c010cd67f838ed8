package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher on a built checkout, as a process of its own. */
class LauncherIT {
    private static final List<String> ESTIMATE =
            List.of("estimate", "llama-3-8b", "--on", "h100", "--chips", "8", "--tp", "2");

    private static Path launcher() {
        return Path.of(System.getProperty("suanchou.root", ".."), "suanchou");
    }

    private static final List<Checkout> CHECKOUTS = new ArrayList<>();

    private record Ended(int exitCode, String out, String err, double seconds) {}

    @BeforeAll
    static void onlyWhereItRuns() {
        assumeThat(Files.isExecutable(launcher()) && Files.exists(Path.of("/bin/sh")))
                .isTrue();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (Checkout checkout : CHECKOUTS) {
            for (int i = 0; Files.exists(checkout.root.resolve("app/target/launcher.lock")) && i < 600; i++) {
                Thread.sleep(100);
            }
            try (Stream<Path> all = Files.walk(checkout.root)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        CHECKOUTS.clear();
    }

    @Test
    void answersOnStandardOutputAlone() throws Exception {
        Ended ended = run(ESTIMATE);
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("8 x H100").contains("step");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void passesExitCodesAndWordsThrough() throws Exception {
        Ended ended = run(List.of("plan", "no such model", "--on", "h100", "--chips", "8"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("'no such model'");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void helpAndVersionNeedNoDashes() throws Exception {
        assertThat(run(List.of("version")).out()).startsWith("suanchou ").contains("Java ");
        assertThat(run(List.of("help")).out()).contains("Usage: suanchou");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx1k", "--no-such-option", "-XX:NoSuchFlag=1", "-Xms4g -Xmx1g", "-cp"})
    void aJvmThatCantStartEndsWithThree(String options) throws Exception {
        Checkout checkout = Checkout.built();
        checkout.environment.put("SUANCHOU_JAVA_OPTS", options);

        Ended ended = checkout.run("catalog");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).singleElement().asString().contains("can't start: ");
    }

    /** One that has answered before, and now has too little room. */
    @Test
    void aJvmWithoutMemoryEndsWithThree() throws Exception {
        Checkout checkout = Checkout.built();
        assertThat(checkout.run("version").exitCode()).isZero();

        Ended ended = checkout.runIn("ulimit -v 300000; exec ./suanchou catalog");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err()).contains("can't start: ");
    }

    @Test
    void withoutWriteRightTheOldBuildAnswersWithAWarning() throws Exception {
        Checkout checkout = Checkout.built();
        checkout.edit("catalog/chips.yaml");
        checkout.bar("app/target");

        Ended ended = checkout.runAsAnyone("version");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("suanchou ");
        assertThat(ended.err())
                .isEqualTo("suanchou: warning: sources are newer than the build, and there is no right to write to "
                        + checkout.root.resolve("app/target") + ": the old build answers\n");
        assertThat(checkout.builds()).isZero();
    }

    /** Whichever folder it is that Maven would write. */
    @ParameterizedTest
    @ValueSource(strings = {"app/target", "core/target", "target", "app", "."})
    void withoutWriteRightAndABuildItEndsAtOnceWithThePath(String folder) throws Exception {
        Checkout checkout = Checkout.bare();
        Path barred = checkout.root.resolve(folder).normalize();
        Files.createDirectories(barred);
        checkout.bar(folder);

        Ended ended = checkout.runAsAnyone("version");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err()).isEqualTo("suanchou: there is no build yet, and no right to write to " + barred + "\n");
        assertThat(ended.seconds()).isLessThan(20);
    }

    /** Its lock is there, and the process that holds it: who may not write doesn't wait for it. */
    @Test
    void aLockOfAnotherUserIsNotWaitedFor() throws Exception {
        Checkout checkout = Checkout.built();
        checkout.edit("pom.xml");
        Path lock = Files.createDirectories(checkout.root.resolve("app/target/launcher.lock"));
        Files.writeString(lock.resolve("holder"), ProcessHandle.current().pid() + " elsewhere\n");
        checkout.bar("app/target");

        Ended ended = checkout.runAsAnyone("version");

        Files.delete(lock.resolve("holder"));
        Files.delete(lock);
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).contains("the old build answers");
    }

    @Test
    void aFirstBuildShowsWhatItDoesAndThatItLives() throws Exception {
        Checkout checkout = Checkout.bare();
        checkout.maven("echo '[INFO] --- compiler:3.15.0:compile (default-compile) @ suanchou-core ---'; sleep 17");

        Ended ended = checkout.run("version");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("suanchou ");
        assertThat(ended.err())
                .startsWith(
                        "suanchou: building (first run): takes a minute or more, and the libraries from Maven Central")
                .contains("suanchou: 15 s: suanchou-core, compiler compile\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot access central (https://repo.maven.apache.org/maven2) in offline mode",
                "Could not transfer artifact x:pom:1 from/to central: repo.maven.apache.org: Name or service not known: Unknown host",
                "repo.maven.apache.org: Temporary failure in name resolution",
                "wget: Failed to fetch https://repo.maven.apache.org/maven2/x.zip",
                "curl: Failed to fetch https://repo.maven.apache.org/maven2/x.zip",
                "Connect to repo.maven.apache.org:443 failed: Connection refused",
                "Connect to repo.maven.apache.org:443 failed: Connect timed out",
                "java.net.UnknownHostException: repo.maven.apache.org",
                "Network is unreachable",
                "java.net.ConnectException: no route",
            })
    void offlineIsSaidInOneLine(String log) throws Exception {
        Checkout checkout = Checkout.bare();
        checkout.maven("i=0; while [ $i -lt 60 ]; do echo \"[ERROR] $i\"; i=$((i + 1)); done; echo '[ERROR] " + log
                + "'; exit 1");

        Ended ended = checkout.run("version");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err().lines().skip(1))
                .singleElement()
                .asString()
                .contains("can't reach Maven Central")
                .endsWith("app/target/build.log");
    }

    @Test
    void aBuildThatFailsShowsItsErrors() throws Exception {
        Checkout checkout = Checkout.bare();
        checkout.maven("echo '[INFO] fine'; echo '[ERROR] cannot find symbol'; exit 1");

        Ended ended = checkout.run("version");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err())
                .contains("[ERROR] cannot find symbol\n")
                .contains("the build failed")
                .doesNotContain("fine");
    }

    /** The launcher is killed, its Maven lives: the next call waits for that one and starts none of its own. */
    @Test
    void aKilledFirstBuildIsWaitedFor() throws Exception {
        Checkout checkout = Checkout.bare();
        checkout.maven("sleep 12; cp -p app/target/launcher.lock/began app/target/built");
        Process first = checkout.start("./suanchou", "version");
        checkout.awaitBuild();
        first.destroyForcibly().waitFor();

        Ended second = checkout.run("version");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.err()).contains("waiting for process").doesNotContain("building");
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void aStoppedFirstBuildStopsItsMaven() throws Exception {
        Checkout checkout = Checkout.bare();
        checkout.maven("echo $$ >maven.pid; exec sleep 300");
        Process first = checkout.start("./suanchou", "version");
        checkout.awaitBuild();
        first.destroy();

        assertThat(first.waitFor()).isEqualTo(143);
        long maven = Long.parseLong(
                Files.readString(checkout.root.resolve("maven.pid")).strip());
        assertThat(ProcessHandle.of(maven).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        assertThat(checkout.root.resolve("app/target/launcher.lock")).doesNotExist();
    }

    @Test
    void aSourceDatedInTheFutureBuildsOnceAndAgainWhereItChanges() throws Exception {
        Checkout checkout = Checkout.bare();
        Path chips = checkout.root.resolve("catalog/chips.yaml");
        FileTime future = FileTime.from(Instant.now().plus(Duration.ofDays(3650)));
        Files.setLastModifiedTime(chips, future);
        Files.setLastModifiedTime(chips.getParent(), future);

        for (int i = 0; i < 3; i++) {
            assertThat(checkout.run("version").exitCode()).isZero();
            assertThat(checkout.builds()).isEqualTo(1);
        }
        Files.writeString(chips, "changed\n");
        Files.setLastModifiedTime(chips, future);
        assertThat(checkout.run("version").exitCode()).isZero();
        assertThat(checkout.builds()).isEqualTo(2);
        Files.writeString(chips.resolveSibling("more.yaml"), "");
        Files.setLastModifiedTime(chips.getParent(), future);
        assertThat(checkout.run("version").exitCode()).isZero();
        assertThat(checkout.builds()).isEqualTo(3);
        assertThat(checkout.run("version").exitCode()).isZero();
        assertThat(checkout.builds()).isEqualTo(3);
    }

    /** Bits flipped anywhere, with the file's date as it was: the answer comes, and the cache is made anew. */
    @Test
    void aDamagedCacheIsNeitherUsedNorKept() throws Exception {
        Checkout checkout = Checkout.built();
        Path cache = checkout.root.resolve("app/target/suanchou.aot");
        Path key = checkout.root.resolve("app/target/suanchou.aot.key");
        String answer = checkout.run("catalog").out();
        checkout.awaitCache();
        byte[] whole = Files.readAllBytes(cache);
        FileTime made = Files.getLastModifiedTime(cache);
        for (double place : new double[] {0, 0.2, 0.9999}) {
            byte[] damaged = whole.clone();
            for (int i = (int) (place * (whole.length - 1)), end = Math.min(i + 4096, whole.length); i < end; i++) {
                damaged[i] ^= 0x10;
            }
            Files.write(cache, damaged);
            Files.setLastModifiedTime(cache, made);
            if (place > 0.9) {
                checkout.bar("app/target");
                Ended unwritable = checkout.runAsAnyone("catalog");
                assertThat(unwritable.exitCode()).as(unwritable.err()).isZero();
                assertThat(unwritable.out()).isEqualTo(answer);
                checkout.open("app/target");
            }
            FileTime keyed = Files.getLastModifiedTime(key);

            Ended ended = checkout.run("catalog");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out()).isEqualTo(answer);
            assertThat(ended.err()).isEmpty();
            checkout.awaitCache();
            assertThat(Files.getLastModifiedTime(key)).isGreaterThan(keyed);
            assertThat(Files.readAllBytes(cache)).isNotEqualTo(damaged);
        }
    }

    /** A folder with the launcher, few sources, the jar of this build, and a Maven that counts how often it is called. */
    private static final class Checkout {
        final Path root;
        final Map<String, String> environment = new HashMap<>();

        private Checkout(Path root) {
            this.root = root;
        }

        static Checkout bare() throws IOException {
            Path root = Files.createTempDirectory("suanchou-checkout").toRealPath();
            for (String folder : List.of("core/src/main", "app/src/main", "app/src/build", "catalog", "ready")) {
                Files.createDirectories(root.resolve(folder));
            }
            for (String file : List.of("pom.xml", "core/pom.xml", "app/pom.xml", "catalog/chips.yaml")) {
                Files.writeString(root.resolve(file), "a source\n");
            }
            Files.copy(launcher(), root.resolve("suanchou"), StandardCopyOption.COPY_ATTRIBUTES);
            Path target = launcher().resolveSibling("app/target");
            try (Stream<Path> built = Files.list(target)) {
                for (Path jar : built.filter(f -> f.getFileName().toString().matches("suanchou-app-.*\\.jar"))
                        .toList()) {
                    Files.copy(jar, root.resolve("ready").resolve(jar.getFileName()));
                }
            }
            Files.createDirectory(root.resolve("ready/lib"));
            try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
                for (Path jar : libraries.toList()) {
                    Files.copy(jar, root.resolve("ready/lib").resolve(jar.getFileName()));
                }
            }
            Checkout checkout = new Checkout(root);
            CHECKOUTS.add(checkout);
            checkout.maven(":");
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : all.toList()) {
                    boolean program = Files.isDirectory(file) || file.endsWith("suanchou") || file.endsWith("mvnw");
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
            return checkout;
        }

        static Checkout built() throws Exception {
            Checkout checkout = bare();
            Ended ended = checkout.run("version");
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(checkout.builds()).isEqualTo(1);
            Files.delete(checkout.root.resolve("builds"));
            return checkout;
        }

        /** What Maven does before the jar is there. */
        void maven(String work) throws IOException {
            Path mvnw = root.resolve("mvnw");
            Files.writeString(mvnw, "#!/bin/sh\necho build >>builds\n" + work + "\ncp -R ready/. app/target/\n");
            Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        long builds() throws IOException {
            Path builds = root.resolve("builds");
            return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
        }

        void awaitBuild() throws Exception {
            Path holder = root.resolve("app/target/launcher.lock/holder");
            for (int i = 0; builds() == 0 || Files.readAllLines(holder).size() < 2; i++) {
                assertThat(i).isLessThan(600);
                Thread.sleep(100);
            }
            Thread.sleep(300);
        }

        void awaitCache() throws Exception {
            for (int i = 0;
                    Files.exists(root.resolve("app/target/launcher.lock"))
                            || !Files.exists(root.resolve("app/target/suanchou.aot.key"));
                    i++) {
                assertThat(i).isLessThan(1200);
                Thread.sleep(100);
            }
        }

        void edit(String file) throws IOException {
            Files.writeString(root.resolve(file), "edited\n");
            Files.setLastModifiedTime(
                    root.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
        }

        /** Anyone may write but into one folder. */
        void bar(String folder) throws IOException {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : all.filter(Files::isDirectory).toList()) {
                    Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
                }
            }
            Files.setPosixFilePermissions(root.resolve(folder), PosixFilePermissions.fromString("r-xr-xr-x"));
        }

        void open(String folder) throws IOException {
            Files.setPosixFilePermissions(root.resolve(folder), PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        Process start(String... command) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectOutput(root.resolve("out").toFile())
                    .redirectError(root.resolve("err").toFile());
            builder.environment().putAll(environment);
            return builder.start();
        }

        Ended run(String verb) throws Exception {
            return end("./suanchou", verb);
        }

        Ended runIn(String line) throws Exception {
            return end("/bin/sh", "-c", line);
        }

        /** Root may write everywhere: it goes as another user. */
        Ended runAsAnyone(String verb) throws Exception {
            if (!"root".equals(System.getProperty("user.name"))) {
                return run(verb);
            }
            assumeThat(Files.isExecutable(Path.of("/usr/bin/setpriv"))).isTrue();
            return end("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "./suanchou", verb);
        }

        private Ended end(String... command) throws Exception {
            long begun = System.nanoTime();
            Process process = start(command);
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("the launcher did not end within five minutes");
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(root.resolve("out"), StandardCharsets.UTF_8),
                    Files.readString(root.resolve("err"), StandardCharsets.UTF_8),
                    (System.nanoTime() - begun) / 1e9);
        }
    }

    private static Ended run(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(launcher().toAbsolutePath().toString());
        command.addAll(words);
        Path err = Files.createTempFile("suanchou", ".err");
        Path out = Files.createTempFile("suanchou", ".out");
        try {
            long begun = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("the launcher did not end within ten minutes");
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8),
                    seconds);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
