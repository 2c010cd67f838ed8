package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The program as a process of its own. */
@Timeout(120)
class MainIT {
    private static ProcessBuilder program(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.suanchou.cli.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("SUANCHOU_LANG");
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void outputIsUtf8WhateverTheLocale() throws Exception {
        Process process = program("catalog", "--lang", "zh").start();
        assertThat(read(process.getInputStream())).startsWith("类别         条目数\n");
        assertThat(exitCode(process)).isZero();
        Process failing = program("--lang", "zh", "--nope").start();
        assertThat(read(failing.getErrorStream())).startsWith("错误：未知选项 --nope");
        assertThat(exitCode(failing)).isEqualTo(2);
    }

    @Test
    void aReaderThatLeavesEndsItQuietly() throws Exception {
        Process process = program("catalog", "models", "--json").start();
        process.getInputStream().close();
        assertThat(read(process.getErrorStream())).isEmpty();
        assertThat(exitCode(process)).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsToldAndNoTraceIs() throws Exception {
        Path full = Path.of("/dev/full");
        if (!Files.exists(full)) {
            return;
        }
        Process process = program("catalog").redirectOutput(full.toFile()).start();
        assertThat(read(process.getErrorStream()).lines())
                .singleElement()
                .asString()
                .startsWith("error: can't write");
        assertThat(exitCode(process)).isEqualTo(3);
    }
}
