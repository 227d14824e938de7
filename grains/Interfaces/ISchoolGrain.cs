using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Interfaces;

/// <summary>A school: the mailbox of its alert board, and the one place that hands observations to its pupils. Key: the school's id.</summary>
[Alias("ISchoolGrain")]
public interface ISchoolGrain : IGrainWithStringKey
{
    /// <summary>Appends a batch to the journal and answers once it is committed; the effect follows.</summary>
    [Alias("Ingest")]
    Task<IngestReceipt> Ingest(IngestBatch batch);

    /// <summary>
    /// Before the first read of a school's feeds: until each of them has been read once, observations are taken in and not evaluated.
    /// A second call changes nothing.
    /// </summary>
    [Alias("BeginBaseline")]
    Task BeginBaseline(ImmutableArray<string> feeds);

    /// <summary>A feed's first complete read is over. After the last one, what is already true is listed as pre-existing and nobody is paged.</summary>
    [Alias("EndBaseline")]
    Task EndBaseline(string feed);

    /// <summary>Time passed: whatever is due is evaluated. Called by a recurring job.</summary>
    [Alias("Tick")]
    Task Tick();

    [Alias("Board"), AlwaysInterleave]
    Task<BoardView> Board();

    [Alias("Since"), AlwaysInterleave]
    Task<BoardView> Since(long lastUpdate);

    /// <summary>As <see cref="Since"/>, a page at a time in the order of the changes; those that are over only where asked for.</summary>
    [Alias("ChangedAfter"), AlwaysInterleave]
    Task<BoardView> ChangedAfter(long lastUpdate, bool alsoPast, int limit);

    [Alias("AlertsOf"), AlwaysInterleave]
    Task<PupilAlerts> AlertsOf(StudentId student);

    /// <summary>Who a pupil is, masked, whichever of their records is named. Null: never heard of.</summary>
    [Alias("Masked"), AlwaysInterleave]
    Task<MaskedIdentity?> Masked(StudentId student);

    /// <summary>What decides who may see a pupil, whichever of their records is named. Null: never heard of.</summary>
    [Alias("Facts"), AlwaysInterleave]
    Task<PupilFacts?> Facts(StudentId student);

    /// <summary>Whose cases these marks name, as far as the school has such pupils now.</summary>
    [Alias("Marked"), AlwaysInterleave]
    Task<ImmutableArray<MarkedPupil>> Marked(ImmutableArray<CaseMark> marks);

    /// <summary>Of a trust's own board: where else in the trust a child of one of its schools is or was, as far as the schools have lent it. Empty: nowhere.</summary>
    [Alias("PlacesOf"), AlwaysInterleave]
    Task<ImmutableArray<PupilPlace>> PlacesOf(SchoolId of, StudentId student);

    /// <summary>What is new or worse on the board for each of some digests, all at the same instant.</summary>
    [Alias("News"), AlwaysInterleave]
    Task<SchoolNews> News(ImmutableArray<DigestScope> scopes);

    /// <summary>What alerts were worth to the people who closed them, and how many they were for each lead: of those that a sight shows.</summary>
    /// <param name="sight">The text of a <see cref="Domain.Access.Sight"/>.</param>
    [Alias("Worth"), AlwaysInterleave]
    Task<AlertWorth> Worth(string sight);

    /// <summary>Carries out what a person wants of one alert: on disk when it answers. The same command twice is carried out once.</summary>
    [Alias("Carry")]
    Task<AlertCommandAnswer> Carry(AlertCommandRequest request);

    /// <summary>What the school has of one type of its own inputs: calendar, survey or training. Answers after everything that was accepted before.</summary>
    [Alias("Inputs"), AlwaysInterleave]
    Task<ImmutableArray<Observation>> Inputs(string type);

    /// <summary>Every pupil known, for telling whom a file of another system means. Answers after everything that was accepted before. Never leaves the silos.</summary>
    [Alias("Roll"), AlwaysInterleave]
    Task<ImmutableArray<PupilOnRoll>> Roll();

    /// <summary>What is remembered of a pupil, for an activation that starts. Null: never heard of.</summary>
    [Alias("Remember"), AlwaysInterleave]
    ValueTask<RememberedPupil?> Remember(StudentId student);

    /// <summary>
    /// What this school lends another to compare with: counts to a peer, also the children who may have moved to the board of its trust. Null:
    /// its first import is under way, or whoever asks is neither a peer it agrees to nor of its trust.
    /// </summary>
    [Alias("Figures"), AlwaysInterleave]
    Task<SchoolFigures?> Figures(SchoolId recipient);

    /// <summary>Subscribes an API host for a minute; it renews. Answers the board's current number, so that a renewal finds a gap.</summary>
    [Alias("Watch"), AlwaysInterleave]
    Task<long> Watch(IBoardObserver observer);

    [Alias("Unwatch"), AlwaysInterleave]
    Task Unwatch(IBoardObserver observer);

    /// <summary>Records that are one child or may be: those that wait for a person first.</summary>
    [Alias("Identities"), AlwaysInterleave]
    Task<ImmutableArray<IdentityMatch>> Identities();

    /// <summary>Both records of a pair, with names; who looked and why is audited before it answers. Empty: nothing speaks for one child.</summary>
    [Alias("LookAtIdentities"), AlwaysInterleave]
    Task<ImmutableArray<IdentityRecord>> LookAtIdentities(IdentityLook request);

    /// <summary>A person says whether two records are one child, or takes it back: audited, then in the journal. False: nothing speaks for one child.</summary>
    [Alias("DecideIdentity")]
    Task<bool> DecideIdentity(IdentityRequest request);

    /// <summary>Marks of every record, for the board of the trust that asks; none when the school is not of it. Answers after everything that was accepted before.</summary>
    [Alias("Records"), AlwaysInterleave]
    Task<ImmutableArray<LentRecord>> Records(SchoolId trust);

    /// <summary>One record with its name, for who compares it with another school's; audited before it answers. Null: not of the trust that asks, or no such record.</summary>
    [Alias("LookAtRecord"), AlwaysInterleave]
    Task<IdentityRecord?> LookAtRecord(SchoolId trust, StudentId student, IdentityLook request);

    /// <summary>Writes who revealed a pupil's identity, and why, before it answers with it. Null: no such pupil.</summary>
    [Alias("Reveal"), AlwaysInterleave]
    Task<RevealedIdentity?> Reveal(RevealRequest request);

    /// <summary>Writes who takes a pupil's case away, and why, before a byte of it is made. False: no such pupil.</summary>
    [Alias("RecordExport"), AlwaysInterleave]
    Task<bool> RecordExport(ExportRequest request);

    /// <summary>What is past its period, but for those who are held. Never leaves the silos.</summary>
    [Alias("PastPeriod"), AlwaysInterleave]
    Task<SchoolPastPeriod> PastPeriod(ImmutableArray<StudentId> held, DateTimeOffset asOf);

    /// <summary>Forgets leavers and what is past its period, on disk when it answers; then reads itself again. False: it is busy, ask again.</summary>
    [Alias("Forget")]
    Task<bool> Forget(ForgetOrder order);

    /// <summary>The names of everybody else on the roll, for taking them out of one pupil's file. Never leaves the silos.</summary>
    [Alias("OtherNames"), AlwaysInterleave]
    Task<ImmutableArray<string>> OtherNames(StudentId student);

    /// <summary>What changes of the rules would have done to the school's alerts since a date. Touches none of them.</summary>
    [Alias("BackTest"), AlwaysInterleave]
    Task<SchoolBackTest> BackTest(RuleChanges changes, DateOnly from, CancellationToken cancellation);

    /// <summary>Every edition of the school's rules, the catalogue first, those that are not in force yet among them.</summary>
    [Alias("Rules"), AlwaysInterleave]
    Task<ImmutableArray<RuleEdition>> Rules();

    /// <summary>Publishes an edition: audited, then on disk when it answers; the effect follows. Open alerts keep the edition that raised them.</summary>
    [Alias("PublishRules")]
    Task<PublishRulesAnswer> PublishRules(PublishRulesRequest request);
}

/// <summary>An API host listening to a school's board. Best effort: the numbers tell what was missed.</summary>
[Alias("IBoardObserver")]
public interface IBoardObserver : IGrainObserver
{
    [Alias("Changed"), OneWay]
    Task Changed(BoardChanged change);
}
