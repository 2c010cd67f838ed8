package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.answer.Measure;
import org.suanchou.source.Confidence;
import org.suanchou.source.Provenance;

class MessagesTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[0-9]}|%[a-z%]");

    /** Keys that the sources name in full: {@code text("error.value", ...)}, {@code new Rejected("rule.number")}. */
    private static final Pattern USE = Pattern.compile(
            "\\b(?:text|has|Rejected|section|print)\\([^\";]*\"([a-z]+\\.[a-z_.]*[a-z])\"|descriptionKey = \"([a-z_.]+)\"");

    private static final Pattern COLUMN = Pattern.compile("\\b(?:words|numbers|column)\\(\"([a-z0-9_]+)\"\\)");

    private final Messages english = Messages.in(Language.EN);
    private final Messages chinese = Messages.in(Language.ZH);

    private static Set<String> keys(Messages messages) {
        return new TreeSet<>(Collections.list(messages.bundle().getKeys()));
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(p -> !p.equals("%n"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(keys(chinese)).isEqualTo(keys(english));
    }

    @Test
    void bothLanguagesHaveTheSamePlaceholders() {
        for (String key : keys(english)) {
            assertThat(placeholders(chinese.text(key))).as(key).isEqualTo(placeholders(english.text(key)));
        }
    }

    @Test
    void textsThatPicocliFormatsAreFormats() {
        for (String key : keys(english)) {
            if (key.startsWith("option.") || key.contains("usage.")) {
                for (Messages messages : List.of(english, chinese)) {
                    assertThat(String.format(messages.bundle().getString(key)))
                            .as(key)
                            .isNotBlank();
                }
            }
        }
    }

    @Test
    void noTextIsEmptyAndNoFileNamesAKeyTwice() throws IOException {
        for (String key : keys(english)) {
            assertThat(english.text(key)).as(key).isNotBlank();
            assertThat(chinese.text(key)).as(key).isNotBlank();
        }
        Path folder = Path.of(System.getProperty("suanchou.root"), "app/src/main/resources/org/suanchou/text");
        for (String file : new String[] {"messages_en.properties", "messages_zh.properties"}) {
            List<String> named = Files.readAllLines(folder.resolve(file)).stream()
                    .filter(line -> !line.startsWith("#") && line.contains("="))
                    .map(line -> line.substring(0, line.indexOf('=')).strip())
                    .toList();
            assertThat(named).as(file).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyKeyThatTheCommandLineNamesIsThere() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files =
                Files.walk(Path.of(System.getProperty("suanchou.root"), "app/src/main/java/org/suanchou/cli"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                USE.matcher(source).results().forEach(m -> used.add(m.group(1) != null ? m.group(1) : m.group(2)));
                COLUMN.matcher(source).results().forEach(m -> used.add("column." + m.group(1)));
            }
        }
        for (Provenance provenance : Provenance.values()) {
            used.add("provenance." + provenance.name().toLowerCase(Locale.ROOT));
        }
        for (Confidence confidence : Confidence.values()) {
            used.add("confidence." + confidence.name().toLowerCase(Locale.ROOT));
        }
        assertThat(used).hasSizeGreaterThan(40);
        assertThat(keys(english)).containsAll(used);
    }

    @Test
    void argumentsAreInsertedAsTheyAre() {
        assertThat(english.text("error.value", "--tp", -1, "it's {0}")).isEqualTo("--tp is -1; it's {0}");
        assertThat(chinese.text("error.value", "--tp", 1234567L, "算")).isEqualTo("--tp 的值是 1234567；算");
    }

    @Test
    void aMissingKeyOrArgumentIsABug() {
        assertThatThrownBy(() -> english.text("no.such.key")).isInstanceOf(MissingResourceException.class);
        assertThatThrownBy(() -> english.text("error.value", "--tp")).hasMessage("error.value has {1}, given 1");
    }

    @Test
    void languageFollowsTheEnvironment() {
        assertThat(Language.preferred(Map.of())).isEqualTo(Language.EN);
        assertThat(Language.preferred(Map.of("LANG", "zh_CN.UTF-8"))).isEqualTo(Language.ZH);
        assertThat(Language.preferred(Map.of("LC_ALL", "", "LC_MESSAGES", "zh_TW")))
                .isEqualTo(Language.ZH);
        assertThat(Language.preferred(Map.of("LC_ALL", "C", "LANG", "zh_CN.UTF-8")))
                .isEqualTo(Language.EN);
        assertThat(Language.preferred(Map.of("SUANCHOU_LANG", "en", "LANG", "zh_CN.UTF-8")))
                .isEqualTo(Language.EN);
        assertThat(Language.preferred(Map.of("SUANCHOU_LANG", "zh", "LC_ALL", "C")))
                .isEqualTo(Language.ZH);
    }

    /** GLOSSARY: a blank between Chinese and Latin, none between Chinese characters or beside full-width marks. */
    @Test
    void noBlankStandsBetweenTwoChineseCharacters() {
        Messages zh = Messages.in(Language.ZH);
        assertThat(zh.text("why.usual_stack", "华为")).isEqualTo("华为芯片上常用");
        assertThat(zh.text("why.usual_stack", "NVIDIA")).isEqualTo("NVIDIA 芯片上常用");
        assertThat(zh.text("why.usual_precision", "昇腾 910B3（常用）")).isEqualTo("昇腾 910B3（常用）上预训练常用");
        assertThat(zh.text("name.node", "8", "海光 DCU K100")).isEqualTo("8 卡海光 DCU K100（按卡自身的互联）");
        assertThat(zh.text("name.node", "8", "K100")).isEqualTo("8 卡 K100（按卡自身的互联）");
        assertThat(Messages.in(Language.EN).text("why.usual_stack", "Huawei")).isEqualTo("usual on Huawei chips");
    }

    @ParameterizedTest
    @EnumSource(Measure.class)
    void everyMeasureOfAnAnswerHasItsWords(Measure measure) {
        for (Language language : Language.values()) {
            assertThat(Messages.in(language).has("measure." + measure.id()))
                    .as("%s %s", language, measure)
                    .isTrue();
        }
    }
}
