package org.suanchou.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeCodec;

/** Packs the catalogue's YAML into {@code catalog.bin} at build time; refuses a catalogue in which anything is off. */
public final class CatalogCompiler {
    private CatalogCompiler() {}

    /** @param args the catalogue's folder, the file to write */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: CatalogCompiler FOLDER FILE");
            System.exit(2);
        }
        CatalogFolder folder = CatalogFolder.read(Path.of(args[0]), false);
        List<Issue> issues = new ArrayList<>(folder.issues);
        byte[] bytes = compile(folder);
        issues.addAll(CatalogCheck.of(Catalog.of(bytes), false));
        if (folder.kinds.containsKey(Catalog.ASSUMPTIONS)) {
            issues.addAll(DeclaredAssumptions.check(Catalog.of(bytes)));
        }
        if (!issues.isEmpty()) {
            issues.forEach(issue -> System.err.println("catalog/" + issue));
            System.err.println(issues.size() + " issues in the catalogue; nothing was written");
            System.exit(1);
        }
        Path out = Path.of(args[1]);
        Files.createDirectories(out.toAbsolutePath().getParent());
        Path part = out.resolveSibling(out.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, out, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The root is a map: year, kinds (each the offset of its index), tables (file and offset). An index is a list of
     * entries {@code [id, name, file, base, offset, aliases, keys, date]}.
     */
    static byte[] compile(CatalogFolder folder) {
        TreeCodec.Writer writer = new TreeCodec.Writer();
        Map<String, Object> kinds = new LinkedHashMap<>();
        folder.kinds.forEach((kind, entries) -> {
            List<Object> index = new ArrayList<>();
            for (Entry entry : entries.values()) {
                Tree tree = entry.tree();
                List<Object> row = new ArrayList<>(List.of(entry.id(), entry.name(), tree.file(), tree.field()));
                row.add((long) writer.add(tree.value()));
                row.add(entry.aliases());
                row.add(entry.keys());
                row.add(tree.asOf());
                index.add(row);
            }
            kinds.put(kind, (long) writer.add(index));
        });
        Map<String, Object> tables = new LinkedHashMap<>();
        folder.tables.forEach((name, list) -> tables.put(name, List.of(list.file(), (long) writer.add(list.value()))));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("year", (long) folder.asOfYear);
        root.put("kinds", kinds);
        root.put("tables", tables);
        return writer.bytes(writer.add(root));
    }
}
