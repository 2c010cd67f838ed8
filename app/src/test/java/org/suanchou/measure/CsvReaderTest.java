package org.suanchou.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.tree.BadInput;

class CsvReaderTest {
    @TempDir
    private Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("t.csv"), bytes);
    }

    private List<List<String>> rows(byte[] bytes) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader csv = new CsvReader(file(bytes))) {
            rows.add(csv.header());
            while (csv.nextRow()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < csv.header().size(); i++) {
                    row.add(csv.field(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private List<List<String>> rows(String text) throws IOException {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fieldsAreAsRfc4180Says() throws IOException {
        assertThat(rows("a,b\n1,\"x, \"\"y\"\"\"\r\n\n\"two\nlines\",3"))
                .containsExactly(List.of("a", "b"), List.of("1", "x, \"y\""), List.of("two\nlines", "3"));
        assertThat(rows("\uFEFFa,b\r\n,\r\n")).containsExactly(List.of("a", "b"), List.of("", ""));
    }

    @Test
    void gzipIsToldByItsFirstBytes() throws IOException {
        Path packed = folder.resolve("any.name");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("a\n7\n".getBytes(StandardCharsets.UTF_8));
        }
        try (CsvReader csv = new CsvReader(packed)) {
            assertThat(csv.nextRow()).isTrue();
            assertThat(csv.field(0)).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a,b;1,2;1 | t.csv: line 3: it has 1 fields; the header has 2",
                "a,a;1,2 | t.csv: line 1: columns 1 and 2 have one name; keep one",
                "a;x\"y | t.csv: line 2: a quote stands inside a field; quote the whole field and double the quote",
                "a;\"x\"y | t.csv: line 2: text follows a closing quote; it must be a comma or the end of the line",
                "a;1;\"x | t.csv: line 3: a quoted field is not closed",
            })
    void whatIsWrongIsToldWithItsLine(String text, String message) {
        assertThatThrownBy(() -> rows(text.replace(';', '\n')))
                .isInstanceOf(BadInput.class)
                .hasMessage(message);
    }

    @Test
    void hostileFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> rows("")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> rows(new byte[] {'a', '\n', (byte) 0xff, '\n'}))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> rows("a\n" + "x".repeat(CsvReader.MAX_ROW_CHARS + 1)))
                .hasMessageStartingWith("t.csv: line 2: it is longer than 65536 characters");
        assertThatThrownBy(() -> rows("a,".repeat(CsvReader.MAX_COLUMNS)))
                .hasMessageContaining("more than 256 columns");
        assertThatThrownBy(() -> rows(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3}))
                .isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> new CsvReader(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> new CsvReader(folder.resolve("none"))).hasMessageContaining("does not exist");
    }

    @Test
    void randomBytesAreReadOrRefusedNeverMore() throws IOException {
        Random random = new Random(3);
        byte[] alphabet = "a1,\"\n\r \t.\u00fc\0".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                rows(bytes);
            } catch (BadInput e) {
                assertThat(e.getMessage()).contains("t.csv");
            }
        }
    }
}
