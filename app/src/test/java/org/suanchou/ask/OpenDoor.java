package org.suanchou.ask;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.suanchou.catalog.Catalog;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;
import org.suanchou.uncertainty.Anchor;

/** Opens every configuration; holds no measured runs. */
final class OpenDoor implements Door {
    @Override
    public boolean holds(String folder) {
        return Files.isDirectory(Path.of(folder));
    }

    @Override
    public Tree configuration(String file) {
        return TreeReader.configuration(Path.of(file));
    }

    @Override
    public SystemSpec device(Catalog under, String file) {
        return under.onFile(file);
    }

    @Override
    public List<Anchor.Run> runs(String file) {
        return List.of();
    }
}
