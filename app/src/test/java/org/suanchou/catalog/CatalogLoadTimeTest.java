package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CatalogLoadTimeTest {
    @Test
    void loadingEverythingIsQuickOnceWarm() throws IOException {
        byte[] bytes;
        try (InputStream in = Catalog.class.getResourceAsStream("catalog.bin")) {
            bytes = in.readAllBytes();
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            Catalog catalog = Catalog.of(bytes);
            for (String kind : catalog.kinds()) {
                catalog.ids(kind).forEach(id -> catalog.tree(kind, id));
            }
            catalog.ids("models").forEach(catalog::model);
            catalog.ids("systems").forEach(catalog::system);
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(best / 1e6).as("milliseconds").isLessThan(30);
    }

    @Test
    void aColdProcessLoadsWithoutJackson() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdLoad.class.getName())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).doesNotContain("tools.jackson", "snakeyaml");
        String last = out.lines()
                .filter(line -> line.matches("\\d+ \\d+"))
                .findFirst()
                .orElseThrow();
        System.out.println("cold catalogue: index, and with a model, a chip and a system, in microseconds: " + last);
        assertThat(Long.parseLong(last.split(" ")[1])).as("microseconds").isLessThan(1_000_000);
    }
}
