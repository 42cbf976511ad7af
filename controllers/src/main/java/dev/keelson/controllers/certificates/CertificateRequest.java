package dev.keelson.controllers.certificates;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PKCS#10 request asks for (RFC 2986). Its signature is not looked at: the signer's matter.
 *
 * @param names how many alternative names it has of each sort, by the tag of {@code GeneralName}
 */
record CertificateRequest(
    byte[] der, String commonName, List<String> organizations, Map<Integer, Integer> names) {
  static final int EMAIL = 1;
  static final int DNS = 2;
  static final int URI = 6;
  static final int IP = 7;

  private static final String COMMON_NAME = "550403";
  private static final String ORGANIZATION = "55040a";
  private static final String EXTENSIONS = "2a864886f70d01090e";
  private static final String ALTERNATIVE_NAMES = "551d11";
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\\s]+)"
              + "-----END (?:NEW )?CERTIFICATE REQUEST-----");

  /**
   * @throws IllegalArgumentException it is none
   */
  static CertificateRequest parse(String pem) {
    Matcher block = PEM.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException("PEM block type must be CERTIFICATE REQUEST");
    }
    byte[] der = Base64.getMimeDecoder().decode(block.group(1));
    List<Der> info = Der.read(der).part(0).parts();
    if (info.size() < 3) {
      throw new IllegalArgumentException("asn1: structure error");
    }
    String commonName = "";
    List<String> organizations = new ArrayList<>();
    for (Der set : info.get(1).parts()) {
      for (Der attribute : set.parts()) {
        if (attribute.part(0).isOid(COMMON_NAME)) {
          commonName = attribute.part(1).text();
        } else if (attribute.part(0).isOid(ORGANIZATION)) {
          organizations.add(attribute.part(1).text());
        }
      }
    }
    Map<Integer, Integer> names = info.size() > 3 ? alternativeNames(info.get(3)) : Map.of();
    return new CertificateRequest(der, commonName, List.copyOf(organizations), names);
  }

  private static Map<Integer, Integer> alternativeNames(Der attributes) {
    Map<Integer, Integer> names = new HashMap<>();
    for (Der attribute : attributes.parts()) {
      if (attribute.part(0).isOid(EXTENSIONS)) {
        for (Der extension : attribute.part(1).part(0).parts()) {
          List<Der> parts = extension.parts();
          if (parts.getFirst().isOid(ALTERNATIVE_NAMES)) {
            // The value is the last part; a flag may stand before it.
            for (Der name : Der.read(parts.getLast().content()).parts()) {
              names.merge(name.tag() & 0x1F, 1, Integer::sum);
            }
          }
        }
      }
    }
    return Map.copyOf(names);
  }

  boolean has(int sort) {
    return names.getOrDefault(sort, 0) > 0;
  }
}
