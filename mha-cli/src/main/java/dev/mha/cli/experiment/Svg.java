package dev.mha.cli.experiment;

import dev.mha.cli.page.XmlText;
import java.util.Locale;

/** The text of a picture. Attributes come in pairs of name and value; decimals are cut to tenths of a pixel. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /** Begins a picture of that size, with a title for those who do not see it. */
    Svg(int width, int height, String title, String style) {
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
        attributes("viewBox", "0 0 " + width + " " + height, "width", width, "height", height);
        text.append(">\n<title>").append(XmlText.escaped(title)).append("</title>\n<style>").append(style)
                .append("</style>\n");
    }

    /** An element without content. */
    void element(String name, Object... attributes) {
        text.append('<').append(name);
        attributes(attributes);
        text.append("/>\n");
    }

    /** A piece of text. */
    void text(String content, Object... attributes) {
        text.append("<text");
        attributes(attributes);
        text.append('>').append(XmlText.escaped(content)).append("</text>\n");
    }

    private void attributes(Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(' ').append(pairs[i]).append("=\"").append(XmlText.escaped(value(pairs[i + 1]))).append('"');
        }
    }

    private static String value(Object value) {
        return value instanceof Double number ? number(number) : value.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The whole picture. */
    String end() {
        return text + "</svg>\n";
    }
}
