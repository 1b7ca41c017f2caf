// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read again, and what if it is another one by then. */
class CodeReaderTest {

    private final CodeReader reader = new CodeReader();
    private final List<String> reads = new ArrayList<>();

    private static byte[] classFile(String name, String method) {
        return ClassFile.of().build(ClassDesc.of(name), type -> type.withMethodBody(method, ConstantDescs.MTD_void,
                ClassFile.ACC_STATIC, CodeBuilder::return_));
    }

    private static ClassFacts facts(String name, ClassBytes again) {
        return ClassFacts.of(classFile(name, "run"), name + ".class", again);
    }

    private ClassFacts facts(String name) {
        return facts(name, () -> {
            reads.add(name);
            return classFile(name, "run");
        });
    }

    private void read(ClassFacts owner) {
        assertThat(reader.read(owner, owner.methods().getFirst())).isPresent();
    }

    @Test
    void methodsOfOneClassAreReadTogether() {
        ClassFacts one = facts("One");

        read(one);
        read(one);

        assertThat(reads).containsExactly("One");
    }

    @Test
    void fewClassFilesAreKept() {
        List<ClassFacts> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(facts("Class" + i));
        }

        many.forEach(this::read);
        many.forEach(this::read);

        assertThat(reads).hasSize(200);
    }

    @Test
    void aClassThatHasChangedIsNotTakenForTheOther() {
        ClassFacts changed = facts("Changed", () -> classFile("Changed", "other"));

        assertThatThrownBy(() -> read(changed)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Changed.class has changed since the scan began");
    }

    @Test
    void aFileThatIsGoneIsNamed() {
        ClassFacts gone = facts("Gone", () -> {
            throw new NoSuchFileException("Gone.class");
        });

        assertThatThrownBy(() -> read(gone)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("Gone.class cannot be read again").hasCauseInstanceOf(IOException.class);
    }
}
