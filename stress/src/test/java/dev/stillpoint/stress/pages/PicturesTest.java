// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** Pictures can be read in the dark, and by those who do not see them. */
class PicturesTest {

    private static final Pattern PICTURE = Pattern.compile("!\\[([^\\]]*)\\]\\(([^)\\s]+\\.svg)\\)");

    @Test
    void eachPictureOnAPageIsToldInWordsAndHasColoursForTheDark() throws Exception {
        TreeSet<Path> pictures = new TreeSet<>();
        for (Path page : Pages.all()) {
            Matcher picture = PICTURE.matcher(Pages.read(page));
            while (picture.find()) {
                assertThat(picture.group(1)).as(picture.group(2)).hasSizeGreaterThan(20);
                pictures.add(page.resolveSibling(picture.group(2)).normalize());
            }
        }
        assertThat(pictures).hasSizeGreaterThan(8);
        for (Path picture : pictures) {
            assertThat(parsed(picture).getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(Pages.read(picture)).as(picture.toString()).contains("prefers-color-scheme: dark");
        }
    }

    /** Those that no program draws. */
    @ParameterizedTest
    @ValueSource(strings = {"schedule-a-f.svg", "retired-object.svg", "carrier-loop.svg"})
    void drawingsHaveATitleAndADescription(String name) throws Exception {
        Document drawing = parsed(Pages.ROOT.resolve("docs").resolve(name));

        for (String part : List.of("title", "desc")) {
            assertThat(drawing.getElementsByTagName(part).item(0).getTextContent()).isNotBlank();
        }
        assertThat(drawing.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(drawing.getDocumentElement().getAttribute("aria-labelledby")).isEqualTo("title desc");
    }

    private static Document parsed(Path picture) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
    }
}
