package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.words.Words;

class PhrasesTest {
    private static final Path CORE = Path.of(System.getProperty("suanchou.root", ".."), "core/src/main/java");

    /** Where words are made: the first literal is a template. */
    private static final Pattern MADE = Pattern.compile(
            "(?:Words\\.of|Formula\\.(?:sum|product|quotient|function|given)|new (?:Kept|WordedException))\\(\\s*\"([^\"]+)\"");

    /** Rules that a configuration breaks: after its field and its value. */
    private static final Pattern RULE = Pattern.compile("(?:invalid|missing|refusal)\\([^;]*?,\\s*\"([^\"]* [^\"]*)\"");

    /** Constants of enums with a label. */
    private static final Pattern LABELLED = Pattern.compile("(?m)^ +[A-Z_0-9]+\\((?:\"\\w+\", )?\"([^\"]+)\"");

    private static final Set<String> LABELS = Set.of(
            "Operator.java",
            "Message.java",
            "DataTraffic.java",
            "CostItem.java",
            "Loss.java",
            "StackConstant.java",
            "Part.java");

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    private static final Map<String, String> CHINESE = Phrases.in(Language.ZH);

    private static Set<String> templates() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CORE)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
                MADE.matcher(code).results().map(made -> made.group(1)).forEach(found::add);
                RULE.matcher(code).results().map(made -> made.group(1)).forEach(found::add);
                if (LABELS.contains(file.getFileName().toString())) {
                    LABELLED.matcher(code).results().map(made -> made.group(1)).forEach(found::add);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    @Test
    void everyTemplateHasItsChinese() throws IOException {
        Set<String> templates = templates();
        assertThat(templates).hasSizeGreaterThan(350);
        assertThat(templates.stream()
                        .filter(template -> Words.of(template).isWorded() && !CHINESE.containsKey(template)))
                .isEmpty();
    }

    @Test
    void theChineseHasTheSamePlaces() {
        assertThat(CHINESE)
                .allSatisfy((english, chinese) ->
                        assertThat(places(chinese)).as(english).isEqualTo(places(english)));
    }

    private static Set<String> places(String template) {
        return PLACE.matcher(template).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** Argument by argument, the inner words first; what is verbatim stays. */
    @Test
    void wordsAreTranslatedFromWithin() {
        Words layers = Words.of("{0} layers", 80);
        assertThat(Messages.in(Language.ZH).words(Words.of("experts of {0}", layers)))
                .isEqualTo("80 层的专家");
        assertThat(Messages.in(Language.EN).words(Words.of("experts of {0}", layers)))
                .isEqualTo("experts of 80 layers");
        assertThat(Messages.in(Language.ZH).words(Words.verbatim("weights"))).isEqualTo("weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no such words as these", "{0} nor {1}"})
    void whatHasNoChineseStaysEnglish(String template) {
        Words words = Words.of(template, "a", "b");
        assertThat(Messages.in(Language.ZH).words(words)).isEqualTo(words.toString());
    }
}
