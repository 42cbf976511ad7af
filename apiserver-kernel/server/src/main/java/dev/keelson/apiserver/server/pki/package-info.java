/**
 * The certificates and keys of a cluster, laid out as kubeadm does: a {@link
 * dev.keelson.apiserver.server.pki.CertificateAuthority} that issues them, {@link
 * dev.keelson.apiserver.server.pki.ClusterPki} that makes on first start what is not there, and
 * {@link dev.keelson.apiserver.server.pki.Kubeconfig} that tells a client of them. Keys are
 * readable for their owner alone from the moment the file exists.
 */
@NullMarked
package dev.keelson.apiserver.server.pki;

import org.jspecify.annotations.NullMarked;
