package org.suanchou.tree;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trees as compact bytes: a table of the distinct strings, then values that refer to it, each readable from its offset
 * alone.
 *
 * <p>Layout: magic, number of strings, where each of them ends, their UTF-8, values, offset of the root; these numbers in 4
 * bytes, so that nothing need be read before it is asked for. A value is a tag byte and a payload: counts, string numbers
 * and whole numbers in 7 bits a byte (whole numbers zigzag), doubles in 8 bytes. Decoding is for bytes of our own making; damaged bytes throw {@link IllegalStateException}.
 */
public final class TreeCodec {
    private static final byte[] MAGIC = {'S', 'U', 'A', 'N', 'T', 'R', 'E', '1'};
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int WHOLE = 3;
    private static final int DOUBLE = 4;
    private static final int TEXT = 5;
    private static final int LIST = 6;
    private static final int MAP = 7;

    private TreeCodec() {}

    /** Values in order; each is added once it is whole and known by the offset that it got. */
    public static final class Writer {
        private final Map<String, Integer> strings = new HashMap<>();
        private final List<byte[]> table = new ArrayList<>();
        private final ByteArrayOutputStream values = new ByteArrayOutputStream();

        public int add(@Nullable Object value) {
            int offset = values.size();
            write(value);
            return offset;
        }

        private void write(@Nullable Object value) {
            if (value == null) {
                values.write(NULL);
            } else if (value instanceof Boolean b) {
                values.write(b ? TRUE : FALSE);
            } else if (value instanceof Long n) {
                values.write(WHOLE);
                varint(values, (n << 1) ^ (n >> 63));
            } else if (value instanceof Double d) {
                values.write(DOUBLE);
                long bits = Double.doubleToRawLongBits(d);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    values.write((int) (bits >>> shift));
                }
            } else if (value instanceof String s) {
                values.write(TEXT);
                varint(values, index(s));
            } else if (value instanceof List<?> list) {
                values.write(LIST);
                varint(values, list.size());
                for (Object item : list) {
                    write(item);
                }
            } else if (value instanceof Map<?, ?> map) {
                values.write(MAP);
                varint(values, map.size());
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    varint(values, index((String) e.getKey()));
                    write(e.getValue());
                }
            } else {
                throw new IllegalArgumentException(
                        "a tree can't hold a " + value.getClass().getName());
            }
        }

        private int index(String s) {
            Integer known = strings.putIfAbsent(s, table.size());
            if (known != null) {
                return known;
            }
            table.add(s.getBytes(StandardCharsets.UTF_8));
            return table.size() - 1;
        }

        public byte[] bytes(int root) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(MAGIC);
            int32(out, table.size());
            int end = 0;
            for (byte[] s : table) {
                end += s.length;
                int32(out, end);
            }
            for (byte[] s : table) {
                out.writeBytes(s);
            }
            out.writeBytes(values.toByteArray());
            int32(out, root);
            return out.toByteArray();
        }

        private static void int32(ByteArrayOutputStream out, int value) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(value >>> shift);
            }
        }

        private static void varint(ByteArrayOutputStream out, long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }

    /** Decodes values at their offsets; strings are made when first met and then shared. */
    public static final class Reader {
        private final byte[] bytes;
        private final int stringsAt;
        private final @Nullable String[] strings;
        private final int valuesAt;
        private int at;

        public Reader(byte[] bytes) {
            this.bytes = bytes;
            for (int i = 0; i < MAGIC.length; i++) {
                if (bytes.length <= i || bytes[i] != MAGIC[i]) {
                    throw new IllegalStateException("these bytes hold no compiled tree");
                }
            }
            int count = int32(MAGIC.length);
            if (count < 0 || count > bytes.length / 4) {
                throw new IllegalStateException("the compiled tree is damaged");
            }
            strings = new @Nullable String[count];
            stringsAt = MAGIC.length + 4 + 4 * count;
            valuesAt = stringsAt + end(count - 1);
        }

        /** Where a string ends, counted from the first. */
        private int end(int string) {
            return string < 0 ? 0 : int32(MAGIC.length + 4 + 4 * string);
        }

        private int int32(int from) {
            return bytes[from] << 24
                    | (bytes[from + 1] & 0xFF) << 16
                    | (bytes[from + 2] & 0xFF) << 8
                    | bytes[from + 3] & 0xFF;
        }

        public int root() {
            return int32(bytes.length - 4);
        }

        /** Not for two threads at once. */
        public synchronized @Nullable Object value(int offset) {
            at = valuesAt + offset;
            return read(0);
        }

        private @Nullable Object read(int depth) {
            if (depth > 2 * TreeReader.MAX_DEPTH) {
                throw new IllegalStateException("the compiled tree is damaged");
            }
            int tag = bytes[at++];
            if (tag == TEXT) {
                return string(size());
            }
            if (tag == MAP) {
                int count = size();
                Map<String, @Nullable Object> map = new LinkedHashMap<>(2 * count);
                for (int i = 0; i < count; i++) {
                    String key = string(size());
                    map.put(key, read(depth + 1));
                }
                return map;
            }
            if (tag == LIST) {
                int count = size();
                List<@Nullable Object> list = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    list.add(read(depth + 1));
                }
                return list;
            }
            if (tag == WHOLE) {
                long zigzag = varint();
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
            if (tag == DOUBLE) {
                long bits = 0;
                for (int i = 0; i < 8; i++) {
                    bits = bits << 8 | bytes[at++] & 0xFF;
                }
                return Double.longBitsToDouble(bits);
            }
            if (tag == TRUE || tag == FALSE) {
                return tag == TRUE;
            }
            if (tag == NULL) {
                return null;
            }
            throw new IllegalStateException("the compiled tree is damaged");
        }

        private String string(int index) {
            String made = strings[index];
            if (made == null) {
                int from = end(index - 1);
                made = new String(bytes, stringsAt + from, end(index) - from, StandardCharsets.UTF_8);
                strings[index] = made;
            }
            return made;
        }

        /** A count or index: never beyond the bytes there are. */
        private int size() {
            long value = varint();
            if (value < 0 || value > bytes.length) {
                throw new IllegalStateException("the compiled tree is damaged");
            }
            return (int) value;
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new IllegalStateException("the compiled tree is damaged");
        }
    }

    public static byte[] encode(Tree tree) {
        Writer writer = new Writer();
        return writer.bytes(writer.add(tree.value()));
    }

    public static Tree decode(String file, byte[] bytes) {
        Reader reader = new Reader(bytes);
        return new Tree(file, "", reader.value(reader.root()));
    }
}
