package dev.keelson.nodeagent.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of images, as containerd writes them. */
public final class Images {
  private static final Pattern GOOD =
      Pattern.compile(
          "[a-zA-Z0-9.-]*(:\\d+/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?"
              + "(@[a-z0-9]+:[a-f0-9]+)?");

  /** Whose own command is a shell, which ends at once where nobody types. */
  private static final Set<String> SHELLS =
      Set.of("busybox", "alpine", "bash", "ubuntu", "debian", "centos", "fedora", "hello-world");

  private Images() {}

  static boolean isGood(String image) {
    return GOOD.matcher(image).matches();
  }

  /** {@code nginx} is {@code docker.io/library/nginx:latest}. */
  public static String fullName(String image) {
    String name = image;
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (!hasHost) {
      name = (slash < 0 ? "docker.io/library/" : "docker.io/") + name;
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.contains(":") || last.contains("@") ? name : name + ":latest";
  }

  /** With its digest; which is that of its name, since there is no content. */
  public static String reference(String image) {
    String name = fullName(image);
    int at = name.indexOf('@');
    if (at > 0) {
      return name;
    }
    return name.substring(0, name.lastIndexOf(':')) + "@sha256:" + digest(name);
  }

  /** In bytes: made up, the same for the same name, 2 to 66 MB. */
  public static long size(String image) {
    return 2_000_000 + Integer.toUnsignedLong(fullName(image).hashCode()) % 64_000_000;
  }

  static boolean isShell(String image) {
    return SHELLS.contains(shortName(image));
  }

  /** Which does nothing until it is stopped, whatever pod it is in. */
  static boolean isPause(String image) {
    return shortName(image).equals("pause");
  }

  /** {@code nginx} of {@code docker.io/library/nginx:latest}. */
  static String shortName(String image) {
    String name = fullName(image);
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.substring(0, last.indexOf(last.contains("@") ? '@' : ':'));
  }

  /** SHA-256, in hexadecimal. */
  public static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no SHA-256 in this JDK", e);
    }
  }
}
