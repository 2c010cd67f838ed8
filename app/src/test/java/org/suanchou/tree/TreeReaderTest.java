package org.suanchou.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class TreeReaderTest {
    private static Tree yaml(String text) {
        return TreeReader.yaml("x.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Tree json(String text) {
        return TreeReader.json("x.json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(ThrowingCallable reading, String... words) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(reading).isInstanceOf(BadInput.class).hasMessageContainingAll(words));
    }

    @Test
    void readsMapsListsTextNumbersAndTruth() {
        Tree tree = yaml("a: {b: [1, 2.5, 1e12, text, true, null, '7']}\nempty:\n中文: 算筹\n");
        List<Tree> items = tree.require("a").require("b").items();
        assertThat(items.get(0).longValue()).isEqualTo(1);
        assertThat(items.get(1).doubleValue()).isEqualTo(2.5);
        assertThat(items.get(2).longValue()).isEqualTo(1_000_000_000_000L);
        assertThat(items.get(3).text()).isEqualTo("text");
        assertThat(items.get(4).bool()).isTrue();
        assertThat(items.get(5).isNull()).isTrue();
        assertThat(items.get(6).isText()).isTrue();
        assertThat(tree.get("empty")).isNull();
        assertThat(tree.has("empty")).isFalse();
        assertThat(tree.text("中文")).isEqualTo("算筹");
        assertThat(items.get(3).path()).isEqualTo("x.yaml: a.b[3]");
    }

    @Test
    void jsonAndYamlOfOneValueAreTheSame() {
        String text = "{\"a\": [1, {\"b\": \"c\"}], \"d\": -0.5, \"e\": false, \"f\": null}";
        assertThat(json(text).value()).isEqualTo(yaml(text).value());
    }

    @Test
    void wrongKindNamesPathValueAndRule() {
        Tree tree = yaml("memory: {capacity_gb: eighty}");
        assertThatThrownBy(() -> tree.require("memory").require("capacity_gb").doubleValue())
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.path()).isEqualTo("x.yaml: memory.capacity_gb"))
                .hasMessage("memory.capacity_gb is 'eighty'; it must be a number");
        assertThatThrownBy(() -> tree.require("memory").require("kind")).hasMessageContaining("memory.kind is missing");
        assertThatThrownBy(() -> yaml("n: 1.5").require("n").longValue()).hasMessageContaining("whole number");
        assertThatThrownBy(() -> yaml("n: 3000000000").require("n").intValue()).hasMessageContaining("2147483647");
    }

    @Test
    void anAliasStandsForItsAnchor() {
        Tree tree = yaml("a: &x {b: [1, 2]}\nc: *x\n");
        assertThat(tree.require("c").require("b").items().get(1).longValue()).isEqualTo(2);
        assertThat(tree.require("c").require("b").path()).isEqualTo("x.yaml: c.b");
    }

    @Test
    void billionLaughsAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String below = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [")
                    .append((below + ", ").repeat(8))
                    .append(below)
                    .append("]\n");
        }
        refused(() -> yaml(bomb.toString()), "more than 1000000 values");
    }

    @Test
    void manyAliasesAreRefused() {
        refused(() -> yaml("a: &a [x]\nb: [" + "*a, ".repeat(2000) + "]"), "aliases");
    }

    @Test
    void anAliasInsideItsOwnAnchorIsRefused() {
        refused(() -> yaml("a: &a [1, *a]"), "the alias here stands for no whole map or list before it");
    }

    @Test
    void aliasesCannotHideDepth() {
        StringBuilder text = new StringBuilder("a0: &a0 [[[[[[[[[[1]]]]]]]]]]\n");
        for (int i = 1; i < 8; i++) {
            text.append("a" + i + ": &a" + i + " [[[[[[[[[[*a" + (i - 1) + "]]]]]]]]]]\n");
        }
        refused(() -> yaml(text.toString()), "deeper than 50");
    }

    @Test
    void deepNestingIsRefused() {
        refused(() -> yaml("[".repeat(60_000)), "deeper than 50", "line 1");
        refused(() -> json("[".repeat(100_000)), "deeper than 50");
        refused(() -> json("{\"a\":".repeat(100_000)), "deeper than 50");
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            indented.append(" ".repeat(i)).append("a:\n");
        }
        refused(() -> yaml(indented.toString()), "deeper than 50");
    }

    @Test
    void aHundredMegabytesAreRefusedUnread(@TempDir Path folder) throws IOException {
        byte[] large = new byte[100 << 20];
        Arrays.fill(large, (byte) ' ');
        Path file = Files.write(folder.resolve("large.yaml"), large);
        refused(() -> TreeReader.file(file), "larger than 2097152 bytes");
        Path json = Files.move(file, folder.resolve("large.json"));
        refused(() -> TreeReader.file(json), "larger than 8388608 bytes");
    }

    @Test
    void millionsOfValuesAreRefused() {
        refused(() -> json("[" + "1,".repeat(3_000_000) + "1]"), "more than 1000000 values");
        // in 2 MiB of YAML there are as many by aliases alone
        String list = "a: &a [" + "1,\n".repeat(100_000) + "1]\n";
        refused(() -> yaml(list + "b: [" + "*a, ".repeat(10) + "*a]"), "more than 1000000 values");
    }

    @Test
    void aKeyTwiceIsRefusedWithItsPath() {
        String text = "a:\n  - b: 1\n    c: 2\n    b: 3\n";
        assertThatThrownBy(() -> yaml(text))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.path()).isEqualTo("x.yaml: a[0]"))
                .hasMessageContainingAll("line 4", "'b' stands twice");
        refused(() -> json("{\"b\": 1, \"b\": 1}"), "'b' stands twice");
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        refused(() -> yaml("a: .nan"), "finite");
        refused(() -> yaml("a: .inf"), "finite");
        refused(() -> yaml("a: -.inf"), "finite");
        refused(() -> yaml("a: 1e999"), "finite");
        refused(() -> json("{\"a\": NaN}"), "well-formed");
        refused(() -> json("{\"a\": Infinity}"), "well-formed");
        refused(() -> json("{\"a\": 1e999}"), "finite");
        refused(() -> json("{\"a\": " + "9".repeat(100_000) + "}"), "well-formed");
    }

    @Test
    void integersBeyondSixtyFourBitsAreDoubles() {
        assertThat(json("{\"a\": 100000000000000000000000}").require("a").doubleValue())
                .isEqualTo(1e23);
    }

    @Test
    void binaryIsRefused() {
        refused(
                () -> TreeReader.yaml("x.yaml", new byte[] {'a', ':', ' ', '\n', (byte) 0xC3, (byte) 0x28}),
                "UTF-8",
                "line 2");
        refused(() -> TreeReader.json("x.json", new byte[] {(byte) 0x80, 0, 1, 2}), "UTF-8");
        refused(() -> yaml("a: \u0000"), "well-formed");
        refused(() -> yaml("a: !!binary aGVsbG8="), "a");
    }

    @Test
    void severalDocumentsAreRefused() {
        refused(() -> yaml("a: 1\n---\nb: 2\n"), "second document");
        refused(() -> json("{} {}"), "second document");
    }

    @Test
    void brokenTextNamesItsLine() {
        refused(() -> yaml("a: 1\nb: [1, 2\nc: 3\n"), "line");
        refused(() -> json("{\"a\": 1,\n\"b\" 2}"), "line 2");
        refused(() -> json("{\"a\": [1"), "well-formed");
        refused(() -> json(""), "empty");
        refused(() -> yaml(""), "x.yaml");
    }

    @Test
    void brokenTextNamesItsColumnToo() {
        refused(() -> json("{\"a\": 1,\n\"b\" 2}"), "line 2, column 5: ");
        refused(() -> yaml("a: 1\n  bb: 2\n"), "line 2, column 5: mapping values are not allowed here");
        refused(() -> yaml("a: 1\nb: !java.net.URL x"), "line 2, column 4: the tag");
        refused(() -> json("{\"a\": 1,\n \"a\": 2}"), "line 2, column 2: the key 'a' stands twice");
    }

    /** The parser reads 1,024 characters at a time: one of two code units may stand on the edge. */
    @Test
    void aCharacterBeyondSixteenBitsMayStandAnywhere() {
        for (String start : List.of("a: \"", "a: '", "# ", "a: |\n  ", "? \"")) {
            for (int edge : new int[] {1024, 2048, 4096}) {
                for (int before = edge - 4; before <= edge + 4; before++) {
                    String end = start.endsWith("\"") ? "\"" : start.endsWith("'") ? "'" : "";
                    String text = start + "x".repeat(before - start.length()) + "\uD83D\uDE00" + end;
                    String whole = start.startsWith("#") ? text + "\na: 1\n" : text + "\n";
                    assertThat(yaml(whole).isMap()).as(start + before).isTrue();
                }
            }
        }
    }

    @Test
    void textThatMakesTheParserFailIsBadInput() {
        for (int before = 1018; before <= 1026; before++) {
            String filler = "x".repeat(before);
            for (String end : List.of("\uD83D", "\uDE00", "\uD83D\uD83D", "\uDE00\uD83D")) {
                String text = "a: \"" + filler + end + "\"";
                // UTF-8 has no such text; a caller inside the program might
                refused(() -> JacksonText.yaml("x.yaml", text), "well-formed");
            }
        }
    }

    /** The file may be anyone's: a key or a list of passwords that was named by mistake. */
    @Test
    void messagesOfTheParserRepeatNothingOfTheFile() {
        for (String text : List.of(
                "hunter2:x:0:0",
                "{\"a\": hunter2}",
                "{\"a\": \"hunter2",
                "{\"a\" \"hunter2\"}",
                "a: 'hunter2",
                "a: [hunter2",
                "a: b: hunter2",
                "%hunter2",
                "@hunter2",
                "&a &b hunter2",
                "? [hunter2]: b",
                "a: !s!hunter2 x",
                "%TAG hunter2 hunter2")) {
            assertThatThrownBy(() -> json(text).fields())
                    .as(text)
                    .isInstanceOf(BadInput.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter"));
            assertThatThrownBy(() -> yaml(text.equals("{\"a\": hunter2}") ? "- hunter2" : text)
                            .fields())
                    .as(text)
                    .isInstanceOf(BadInput.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter"));
        }
        assertThatThrownBy(() -> yaml("-----BEGIN KEY-----\nhunter2\n").fields())
                .hasMessage("this is text; it must be a map of fields");
    }

    @Test
    void foreignTagsAndMergeKeysAreRefused() {
        refused(() -> yaml("a: !java.net.URL http://example.org"), "tag");
        refused(() -> yaml("a: &a {b: 1}\nc: {<<: *a}"), "merge keys");
    }

    @Test
    void messagesCarryNoControlCharacters() {
        assertThatThrownBy(() ->
                        json("{\"a\": \"\\u001b[31mred\\u202e\"}").require("a").longValue())
                .hasMessage("a is '?[31mred?'; it must be a whole number");
    }

    @Test
    void aMissingFileAndAFolderAreRefused(@TempDir Path folder) {
        refused(() -> TreeReader.file(folder.resolve("none.yaml")), "does not exist");
        refused(() -> TreeReader.file(folder), "is a folder");
    }

    @Test
    void jsonLinesKnowTheirLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"a\": {\"b\": 1}}\r\n\n{\"a\": {\"b\": \"x\"}}");
        List<Tree> rows = new ArrayList<>();
        TreeReader.jsonLines(file, rows::add);
        assertThat(rows).hasSize(2);
        assertThatThrownBy(() -> rows.get(1).require("a").require("b").longValue())
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.path()).isEqualTo("rows.jsonl:3: a.b"));
    }

    @Test
    void aLineBeyondItsLimitIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("rows.jsonl"), "{}\n{\"a\": \"" + "x".repeat(TreeReader.MAX_LINE_BYTES) + "\"}\n");
        refused(() -> TreeReader.jsonLines(file, row -> {}), "larger than 1048576");
        Path endless = Files.writeString(folder.resolve("endless.jsonl"), "x".repeat(20 << 20));
        refused(() -> TreeReader.jsonLines(endless, row -> {}), "line 1 is longer");
    }
}
