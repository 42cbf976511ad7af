/**
 * YAML to trees of JSON: {@link dev.keelson.apiserver.model.yaml.YamlReader}, with the types that
 * {@code sigs.k8s.io/yaml} gives to plain scalars (YAML 1.1's, where {@code on} is true and {@code
 * 0777} octal), and its messages in {@link dev.keelson.apiserver.model.yaml.BadYaml}. Aliases may
 * not make a small text a large tree.
 */
@NullMarked
package dev.keelson.apiserver.model.yaml;

import org.jspecify.annotations.NullMarked;
