package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.text.TerminalWidth;

/** Tables of every verb fit 80 columns in both languages, and come whole with {@code --wide}. */
class PageWidthTest {
    private static Ran ran(String language, String line) {
        return Ran.of(Stream.concat(Stream.of("--lang", language), Stream.of(line.split(" ")))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan llama-3-8b --on h100 --chips 16 --tokens 1T --draws 100 --basis buy --site de --top 5",
                "plan deepseek-v3 --on dgx-h100 --chips 512 --tokens 1T --draws 100 --schedule gpipe",
                "plan llama-3-8b --on h100 --chips 16 --tokens 1T --draws 100 --explain",
                "estimate llama-3-8b --on h100 --chips 16 --tp 2 --tokens 1T --draws 100",
                "compare --train llama-3-8b --on dgx-h100,dgx-a100,gb200-nvl72,atlas-800t-a2 --chips 384 --tokens 1T --draws 100",
                "catalog",
                "catalog chips",
                "catalog systems",
                "catalog fabrics",
                "catalog stacks",
                "catalog models",
                "catalog assumptions",
                "catalog sites",
                "catalog fleets",
                "catalog prices",
                "catalog silicon",
                "catalog support",
                "catalog support nvidia-h100-sxm5-80gb",
                "catalog chips nvidia-h100-sxm5-80gb",
                "catalog systems dgx-h100",
                "catalog models deepseek-v3",
                "catalog stacks megatron-core-26.06",
                "catalog sources",
                "validate ../evidence/training.jsonl --quality A",
            })
    void tablesFit(String line) {
        for (String language : List.of("en", "zh")) {
            Ran ran = ran(language, line);
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            List<String> tables = tables(ran.out());
            assertThat(tables).isNotEmpty();
            for (String row : tables) {
                // a word that can't be broken, such as an address, stays whole
                boolean unbroken = !row.strip().contains(" ");
                assertThat(TerminalWidth.of(row))
                        .as("%s %s: %s", language, line, row)
                        .matches(w -> w <= 80 || unbroken);
            }
            Ran wide = ran(language, line + " --wide");
            assertThat(tables(wide.out()).stream()
                            .mapToInt(TerminalWidth::of)
                            .max()
                            .orElse(0))
                    .isGreaterThanOrEqualTo(
                            tables.stream().mapToInt(TerminalWidth::of).max().orElse(0));
        }
    }

    /** Lines of tables: rules of hyphens, the heads over them, the rows below. */
    private static List<String> tables(String out) {
        List<String> lines = out.lines().toList();
        List<String> tables = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("--") && lines.get(i).matches("[- ]+")) {
                tables.add(lines.get(i));
                for (int j = i - 1;
                        j >= 0
                                && !lines.get(j).isEmpty()
                                && lines.get(j).length() <= lines.get(i).length() + 40
                                && i - j < 3;
                        j--) {
                    if (!lines.get(j).endsWith(".")
                            && !lines.get(j).contains("：")
                            && !lines.get(j).contains(": ")
                            && lines.get(j).contains("  ")) {
                        tables.add(lines.get(j));
                    }
                }
                for (int j = i + 1; j < lines.size() && lines.get(j).contains("  "); j++) {
                    tables.add(lines.get(j));
                }
            }
        }
        return tables;
    }
}
