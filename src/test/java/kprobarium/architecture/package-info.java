/// The rules of the house, apart from the house they are applied to: [the same rules][kprobarium.architecture.Rules] are tried on
/// `kprobarium.fixture`, which breaks each of them.
package kprobarium.architecture;
