// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar with the API of the packages of a module: its classes as callers see them, without code and without what
 * is private or of the package. Such a jar is small, and the same for the same API. Started by {@code mvn -Precord-api}.
 */
public final class RecordApi {

    private static final LocalDateTime ALWAYS = LocalDateTime.of(2026, 1, 1, 0, 0);

    /** Arguments: the folder of the classes, a regular expression for the folders of the packages, the jar. */
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Pattern packages = Pattern.compile(args[1]);
        Path jar = Path.of(args[2]);
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> packages.matcher(name(classes, file.getParent())).matches()).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException("%s has no class of the packages %s".formatted(classes, packages));
        }
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                byte[] kept = api(Files.readAllBytes(file));
                if (kept != null) {
                    ZipEntry entry = new ZipEntry(name(classes, file));
                    entry.setTimeLocal(ALWAYS);
                    zip.putNextEntry(entry);
                    zip.write(kept);
                }
            }
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** Null for a class that nobody outside can name: a local or an anonymous one. */
    private static byte[] api(byte[] bytes) {
        ClassFile files = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);
        ClassModel model = files.parse(bytes);
        if (model.findAttribute(Attributes.enclosingMethod()).isPresent()) {
            return null;
        }
        return files.transformClass(model, ClassTransform.dropping(element -> switch (element) {
            case MethodModel method -> !isSeen(method.flags().flags());
            case FieldModel field -> !isSeen(field.flags().flags());
            case SourceFileAttribute source -> true;
            default -> false;
        }).andThen(ClassTransform.transformingMethods(MethodTransform.dropping(CodeModel.class::isInstance))));
    }

    /** What is of the package stays hidden, even where its class is public. */
    private static boolean isSeen(Set<AccessFlag> flags) {
        return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    }
}
