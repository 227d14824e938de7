using RiskMonitor.Grains.Storage.Auditing;

namespace RiskMonitor.Grains.Storage;

/// <summary>Where pupils' data are kept and how much may wait. Section <c>Storage</c>; checked at start.</summary>
public sealed class StoreOptions
{
    public const string Section = "Storage";

    /// <summary>PostgreSQL 15 or later. Read from <c>ConnectionStrings:RiskMonitor</c>. Empty: the SQLite <see cref="File"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The SQLite file, made when missing. In Production it must be named when there is no PostgreSQL.</summary>
    public string? File { get; set; }

    /// <summary>Whose data these are: sealed rows of one tenant cannot be opened as another's. 1–64 letters, digits, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public string Tenant { get; set; } = "default";

    /// <summary>The file with the master key, 32 bytes as base64, which must not lie in the database.</summary>
    public string? MasterKeyFile { get; set; }

    /// <summary>The master key itself, 32 bytes as base64, for those who give it by the environment (<c>Storage__MasterKey</c>).</summary>
    public string? MasterKey { get; set; }

    /// <summary>Writes that may wait for a commit before the next is refused: 16–1,000,000. Default 20,000.</summary>
    public int QueueRows { get; set; } = 20_000;

    /// <summary>Bytes that may wait for a commit before the next is refused: 1 MiB–4 GiB. Default 64 MiB.</summary>
    public long QueueBytes { get; set; } = 64L << 20;

    /// <summary>The most writes of one commit: 1–10,000. Default 512.</summary>
    public int GroupRows { get; set; } = 512;

    /// <summary>The most bytes of one commit, unless a single write is larger: 64 KiB–256 MiB. Default 8 MiB.</summary>
    public long GroupBytes { get; set; } = 8L << 20;

    /// <summary>How long a write may wait for a store that does not answer before it is refused: 100 ms–5 min. Default 5 s.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one statement may run: 1 s–5 min. Default 5 s.</summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where it is signed how far the audit trail has come: a folder outside the database, the same for all silos. Embedded: beside the file.</summary>
    public string? AuditFolder { get; set; }

    /// <summary>The file with the Ed25519 key that signs it, 32 bytes as base64; not in the database.</summary>
    public string? AuditKeyFile { get; set; }

    /// <summary>The signing key itself, for those who give it by the environment (<c>Storage__AuditKey</c>).</summary>
    public string? AuditKey { get; set; }

    /// <summary>How often it is signed, when there are new rows: 1 s–1 h. Default 1 min: so much of the end could be cut unseen.</summary>
    public TimeSpan AuditCheckpointEvery { get; set; } = TimeSpan.FromMinutes(1);

    public string FileOrDefault => string.IsNullOrWhiteSpace(File) ? "data/riskmonitor.db" : File;

    public bool IsPostgres => !string.IsNullOrWhiteSpace(ConnectionString);

    public string AuditFolderOrDefault => !string.IsNullOrWhiteSpace(AuditFolder) ? AuditFolder : IsPostgres ? "data/audit" : FileOrDefault + ".audit";

    // The embedded mode makes its own: beside the database, never in it.
    public AuditKey AuditKeyOrDefault() =>
        !string.IsNullOrWhiteSpace(AuditKey) ? Auditing.AuditKey.FromText(AuditKey)
        : !string.IsNullOrWhiteSpace(AuditKeyFile) ? Auditing.AuditKey.FromFile(AuditKeyFile)
        : Auditing.AuditKey.FromFileOrNew(AuditFolderOrDefault + ".key");
}
