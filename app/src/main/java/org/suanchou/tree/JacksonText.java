package org.suanchou.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Refusal;
import org.suanchou.text.SafeText;
import org.suanchou.units.PlainNumber;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Text to plain values over Jackson's tokens, without recursion. Alone here so that Jackson loads with the first text. */
public final class JacksonText {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(4 * TreeReader.MAX_DEPTH)
            .maxNumberLength(400)
            .maxNameLength(10_000)
            .build();
    private static final TokenStreamFactory JSON =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();

    /** Of Jackson's further spellings, Python's module writes {@code NaN}, {@code Infinity}, {@code -Infinity}. */
    private static final TokenStreamFactory PYTHON_JSON = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** What a parser's message repeats of the file: the text in quotes that is neither one character nor the grammar's own. */
    private static final Pattern REPEATED =
            Pattern.compile("(?<own> ?(?:'.' \\(code|'(?:null|true|false|<[^']*>|.)'|\"[^\"]?\"))"
                    + "| ?'[^']*'| ?\"[^\"]*\"|, got this instead.*");

    /** Kept apart from JSON so that reading JSON loads no YAML. */
    private static final class Yaml {
        static final TokenStreamFactory FACTORY =
                YAMLFactory.builder().streamReadConstraints(LIMITS).build();
    }

    /** A map or list being filled. */
    private static final class Open {
        final @Nullable Map<String, @Nullable Object> map;
        final @Nullable List<@Nullable Object> list;
        final @Nullable String anchor;

        @Nullable
        String key;

        int values = 1;
        int height = 1;

        Open(boolean isMap, @Nullable String anchor) {
            this.map = isMap ? new LinkedHashMap<>() : null;
            this.list = isMap ? null : new ArrayList<>();
            this.anchor = anchor;
        }

        Object made() {
            return map != null ? map : Objects.requireNonNull(list);
        }
    }

    /** What an anchor stands for, with the number of values in it and its levels. */
    private record Anchored(Object value, int values, int height) {}

    private final String file;
    private final JsonParser parser;
    private final boolean finite;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int values;
    private int aliases;

    private JacksonText(String file, JsonParser parser, boolean finite) {
        this.file = file;
        this.parser = parser;
        this.finite = finite;
    }

    static @Nullable Object json(String file, String text) {
        return read(file, JSON, text, true);
    }

    public static @Nullable Object yaml(String file, String text) {
        return read(file, Yaml.FACTORY, text, true);
    }

    /** JSON as Python writes it, with numbers that are none. */
    static @Nullable Object pythonJson(String file, String text) {
        return read(file, PYTHON_JSON, text, false);
    }

    private static @Nullable Object read(String file, TokenStreamFactory factory, String text, boolean finite) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            return new JacksonText(file, parser, finite).document();
        } catch (JacksonException e) {
            throw unreadable(file, e.getLocation(), e.getOriginalMessage());
        }
    }

    private static BadInput unreadable(String file, @Nullable TokenStreamLocation at, @Nullable String message) {
        return new BadInput(file, placed(at, Refusal.of(InputRefusal.NOT_WELL_FORMED, firstLine(message))));
    }

    private static Refusal placed(@Nullable TokenStreamLocation at, Refusal wrong) {
        if (at == null || at.getLineNr() < 1) {
            return wrong;
        }
        return at.getColumnNr() < 1
                ? Refusal.of(InputRefusal.AT_LINE, at.getLineNr(), wrong)
                : Refusal.of(InputRefusal.AT_LINE_COLUMN, at.getLineNr(), at.getColumnNr(), wrong);
    }

    /** What a parser says is wrong, without the words of the file that it repeats: the file may be anyone's. */
    private static String firstLine(@Nullable String message) {
        String first = message == null ? "" : message.lines().findFirst().orElse("");
        String told = SafeText.of(REPEATED.matcher(first)
                .replaceAll(m -> m.group("own") == null ? "" : Matcher.quoteReplacement(m.group())));
        String cut = told.length() > 160 ? told.substring(0, 157) + "..." : told;
        return cut.isBlank() ? "it can't be parsed" : cut;
    }

    private @Nullable JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw e;
        } catch (RuntimeException e) {
            // a parser that fails has met text that it can't read, whatever its exception is called
            throw unreadable(file, parser.currentLocation(), null);
        }
    }

    private @Nullable Object document() {
        JsonToken token = next();
        if (token == null) {
            throw new BadInput(file, Refusal.of(InputRefusal.FILE_EMPTY, BadInput.quoted(file)));
        }
        @Nullable Object root = null;
        boolean done = false;
        for (; token != null; token = next()) {
            if (done) {
                throw bad(InputRefusal.SECOND_DOCUMENT);
            }
            refuseForeignTag();
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    count(1);
                    open.push(new Open(token == JsonToken.START_OBJECT, anchor()));
                    if (open.size() > TreeReader.MAX_DEPTH) {
                        throw bad(InputRefusal.NESTING_TOO_DEEP, TreeReader.MAX_DEPTH);
                    }
                }
                case PROPERTY_NAME -> key(parser.currentName());
                case END_OBJECT, END_ARRAY -> {
                    Open closed = open.pop();
                    Object made = closed.made();
                    if (closed.anchor != null) {
                        anchors.put(closed.anchor, new Anchored(made, closed.values, closed.height));
                    }
                    root = put(made, closed.values, closed.height);
                    done = open.isEmpty();
                }
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> {
                    count(1);
                    root = scalarOrAlias(token);
                    done = open.isEmpty();
                }
                case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw bad(InputRefusal.BINARY_VALUE);
            }
        }
        if (!done) {
            throw bad(InputRefusal.TEXT_UNFINISHED);
        }
        return root;
    }

    private void key(String name) {
        Open here = open.element();
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw bad(InputRefusal.ALIAS_AS_KEY);
        }
        if (name.equals("<<")) {
            throw bad(InputRefusal.MERGE_KEY);
        }
        if (here.map != null && here.map.containsKey(name)) {
            throw bad(InputRefusal.KEY_TWICE, BadInput.quoted(name));
        }
        here.key = name;
    }

    private @Nullable Object scalarOrAlias(JsonToken token) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            if (++aliases > TreeReader.MAX_ALIASES) {
                throw bad(InputRefusal.TOO_MANY_ALIASES, TreeReader.MAX_ALIASES);
            }
            Anchored anchored = anchors.get(parser.getString());
            if (anchored == null) {
                throw bad(InputRefusal.ALIAS_OF_NOTHING);
            }
            if (open.size() + anchored.height > TreeReader.MAX_DEPTH) {
                throw bad(InputRefusal.NESTING_TOO_DEEP, TreeReader.MAX_DEPTH);
            }
            count(anchored.values);
            return put(anchored.value, anchored.values, anchored.height);
        }
        return put(scalar(token), 1, 0);
    }

    private @Nullable Object scalar(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> parser.getLongValue();
                    case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> real();
                };
            case VALUE_NUMBER_FLOAT -> real();
            case VALUE_NULL,
                    START_OBJECT,
                    START_ARRAY,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT,
                    NOT_AVAILABLE -> null;
        };
    }

    private double real() {
        if (!finite) {
            return parser.getDoubleValue();
        }
        double value = parser.isNaN() ? Double.NaN : parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw bad(InputRefusal.NOT_FINITE, BadInput.quoted(parser.getString()));
        }
        if (!PlainNumber.isHeld(value, parser.getString())) {
            throw bad(InputRefusal.NOT_HELD, BadInput.quoted(parser.getString()));
        }
        return value;
    }

    /** Adds a finished value to the map or list around it. */
    private @Nullable Object put(@Nullable Object value, int count, int height) {
        Open around = open.peek();
        if (around != null) {
            around.values += count;
            around.height = Math.max(around.height, height + 1);
            if (around.list != null) {
                around.list.add(value);
            } else if (around.map != null && around.key != null) {
                around.map.put(around.key, value);
                around.key = null;
            }
        }
        return value;
    }

    private void count(int more) {
        values += more;
        if (values > TreeReader.MAX_VALUES) {
            throw bad(InputRefusal.TOO_MANY_VALUES, TreeReader.MAX_VALUES);
        }
    }

    private @Nullable String anchor() {
        return parser instanceof YAMLParser yaml ? yaml.getObjectId() : null;
    }

    private void refuseForeignTag() {
        if (parser instanceof YAMLParser yaml) {
            String tag = yaml.getRawTag();
            if (tag != null && !tag.startsWith("!!") && !tag.startsWith("tag:yaml.org,2002:") && !tag.equals("!")) {
                throw bad(InputRefusal.FOREIGN_TAG);
            }
        }
    }

    private BadInput bad(Refusal.Code code, Object... arguments) {
        StringBuilder path = new StringBuilder();
        for (var it = open.descendingIterator(); it.hasNext(); ) {
            Open level = it.next();
            if (level.list != null) {
                path.append('[').append(level.list.size()).append(']');
            } else if (level.key != null) {
                path.append(path.isEmpty() ? "" : ".")
                        .append(BadInput.quoted(level.key).replace("'", ""));
            }
        }
        return new BadInput(
                path.isEmpty() ? file : file + ": " + path,
                placed(parser.currentTokenLocation(), Refusal.of(code, arguments)));
    }
}
