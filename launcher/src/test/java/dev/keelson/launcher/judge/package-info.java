/**
 * Judges a server from outside: every test here starts a server <em>process</em> and talks to it as
 * a stranger would, so nothing in this package touches a product class.
 *
 * <p>The server under test is {@code bin/etcd} of this repository (or the path in {@code
 * KEELSON_ETCD}). Tests that compare need real binaries: {@code ETCD_BIN}, {@code ETCDCTL_BIN},
 * {@code KUBE_APISERVER}, {@code KUBECTL}, {@code HELM}, with {@code /usr/bin} as the first place
 * to look. A test whose foreign binary is absent is skipped and says which one it wanted.
 */
package dev.keelson.launcher.judge;
