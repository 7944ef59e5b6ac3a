using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Hosting.Pki;

/// <summary>The CA that replicas share: who makes it, how it is sealed, and what changes its record.</summary>
public sealed class SharedAuthorityTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly InterceptedStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    private readonly KeyEncryptionKey _former = NewKey();
    private readonly KeyEncryptionKey _next = NewKey();

    [Fact]
    public async Task Open_SecondReplica_UsesTheCaOfTheFirst()
    {
        using var first = await OpenAsync(DataDirectory.InMemory(), _former);
        using var second = await OpenAsync(DataDirectory.InMemory(), _former);

        Assert.Equal(first.CertificatePem, second.CertificatePem);
        Assert.True(second.Certificate.HasPrivateKey);
    }

    /// <summary>Another replica makes the CA between the read and the commit of this one.</summary>
    [Fact]
    public async Task Open_AnotherReplicaIsFaster_UsesItsCa()
    {
        CertificateAuthority? other = null;
        var hasRun = _store.Before(_ => true, async () => other = await new SharedAuthority(_store.Inner, DataDirectory.InMemory())
            .OpenAsync(null, new KeyEncryptionKeys([_former]), Now, default));

        using var opened = await OpenAsync(DataDirectory.InMemory(), _former);

        Assert.True(hasRun());
        Assert.Equal(other!.CertificatePem, opened.CertificatePem);
        other.Dispose();
    }

    [Fact]
    public async Task Open_AnswerOfTheCommitIsLost_NextStartUsesTheCa()
    {
        _store.Fate = _ => CommitFate.AnswerLost;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(DataDirectory.InMemory(), _former));
        var made = await StoredAsync();
        _store.Fate = null;

        using var opened = await OpenAsync(DataDirectory.InMemory(), _former);

        Assert.Equal(made!.Modified, (await StoredAsync())!.Modified);
    }

    [Fact]
    public async Task Open_OtherKeyEncryptionKey_IsRefusedAndWritesNothing()
    {
        using var first = await OpenAsync(DataDirectory.InMemory(), _former);
        var before = await _store.GetRevisionAsync(default);
        var directory = DataDirectory.InMemory();

        var refused = await Assert.ThrowsAsync<StartupException>(() => OpenAsync(directory, _next));

        Assert.StartsWith("--key-encryption-key-file: the CA certificate and key of all replicas in the store are sealed with", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_former.Name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _store.GetRevisionAsync(default));
        Assert.Empty(directory.Created);
    }

    /// <summary>The former key is not needed any more when a replica with the next one in the first place has started.</summary>
    [Fact]
    public async Task Open_NextKeyFirst_SealsTheRecordWithIt()
    {
        using var first = await OpenAsync(DataDirectory.InMemory(), _former);
        using var both = await OpenAsync(DataDirectory.InMemory(), _next, _former);

        using var after = await OpenAsync(DataDirectory.InMemory(), _next);

        Assert.Equal(first.CertificatePem, after.CertificatePem);
    }

    /// <summary>A writer of the store can neither change the certificate nor give the record another key.</summary>
    [Fact]
    public async Task Read_ChangedAnywhere_IsRefused()
    {
        using var first = await OpenAsync(DataDirectory.InMemory(), _former);
        var record = (await StoredAsync())!.Value.ToArray();
        for (var i = 0; i < record.Length; i += 7)
        {
            var changed = (byte[])record.Clone();
            changed[i] ^= 1;
            Assert.Throws<ManagedKeyException>(() => AuthorityRecord.Read(changed, new KeyEncryptionKeys([_former]), out _));
        }

        Assert.Throws<ManagedKeyException>(() => AuthorityRecord.Read(record.AsSpan(0, 20), new KeyEncryptionKeys([_former]), out _));
    }

    private async Task<CertificateAuthority> OpenAsync(DataDirectory directory, params KeyEncryptionKey[] keys) =>
        await new SharedAuthority(_store, directory).OpenAsync(await StoredAsync(), new KeyEncryptionKeys(keys), Now, default);

    private ValueTask<StoredValue?> StoredAsync() => _store.GetAsync(AuthorityRecord.StorageKey, default);

    private static KeyEncryptionKey NewKey() => KeyEncryptionKeyFile.TryParse(KeyEncryptionKeyFile.Generate())!;
}
