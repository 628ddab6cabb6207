package dev.mha.cli.page;

/** Text as pages and pictures hold it. */
public final class XmlText {
    private XmlText() {}

    /** The text with what would begin or end a tag or an attribute taken as characters. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
