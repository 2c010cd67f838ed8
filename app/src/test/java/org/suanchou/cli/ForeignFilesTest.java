package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** A file that was named by mistake, or by someone who may not read it: what stands in it is never repeated. */
class ForeignFilesTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root:hunter2:0:0:root:/root:/bin/bash\ndaemon:hunter2:1:1\n",
                "-----BEGIN PRIVATE KEY-----\nhunter2hunter2hunter2\n-----END PRIVATE KEY-----\n",
                "PASSWORD=hunter2\nTOKEN=hunter2\n",
                "hunter2",
                "\"hunter2\"",
                "'hunter2'",
                "*hunter2",
                "!hunter2 x",
                "&hunter2 x",
                "- hunter2\n- hunter2\n",
                "password: hunter2\n",
                "password: hunter2: hunter2\n",
                "apiVersion: v1\nkind: Secret\ndata: {token: hunter2}\n",
                "apiVersion: v1\nid: hunter2x\n",
                "{\"auths\": {\"registry\": {\"auth\": \"hunter2\"}}}",
                "{\"token\": hunter2}",
                "{\"token\": \"hunter2",
                "[\"hunter2\"]",
                "machine example.org login me password hunter2\n",
                "[client]\npassword = hunter2\n",
                "user,hunter2,hunter2\n1,2,3\n",
                "user,password\nme,hunter2\n",
                "user,\"hunter2\"x\n",
                "<config><password>hunter2</password></config>\n",
                "Host *\n  IdentityFile hunter2\n",
                "localhost:5432:db:me:hunter2\n",
                "%hunter2\n---\na: 1\n",
                "a: |\n hunter2\n  hunter2\n hunter2\nhunter2",
                "a: [hunter2, {b: hunter2}\n",
                "a: \"hunter2\\q\"\n",
                "1hunter2\n",
                "? hunter2\n: hunter2\n- hunter2\n"
            })
    void isNotRepeatedInAnError(String text) throws IOException {
        for (String name : List.of("f.yaml", "f.json", "f.csv", "f.jsonl", "f")) {
            Path file = Files.writeString(folder.resolve(name), text);
            for (List<String> way : InputLimitsTest.ways(file.toString())) {
                Ran ran = Ran.of(way.toArray(String[]::new));
                assertThat(ran.exitCode()).as(way + ran.out() + ran.err()).isEqualTo(2);
                assertThat(ran.out() + ran.err()).as(way.toString()).doesNotContain(SECRET);
            }
        }
    }
}
