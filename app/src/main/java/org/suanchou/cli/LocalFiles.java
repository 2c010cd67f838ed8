package org.suanchou.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.suanchou.ask.Door;
import org.suanchou.catalog.Catalog;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.score.Validation;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;
import org.suanchou.uncertainty.Anchor;

/** The files of whoever runs the program. */
final class LocalFiles implements Door {
    private final Catalog catalog;

    LocalFiles(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public boolean holds(String folder) {
        try {
            return Files.isDirectory(Path.of(folder));
        } catch (InvalidPathException e) {
            return false;
        }
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
        return new Validation(catalog, Path.of(file)).anchors();
    }
}
