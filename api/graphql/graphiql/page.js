// GraphiQL on this register, with a query to begin with.
const first = `# What the register holds, read-only. Try: asOf: 100, or asOf: "2026-01-01T00:00:00Z".
{
  position
  consultations(first: 5) {
    totalCount
    nodes {
      id
      title
      open
      totals { proposals ballots }
      proposals(first: 3, order: MOST_SUPPORTED) {
        totalCount
        nodes { id body tally { support agree disagree pass } }
      }
    }
  }
}
`;
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: first,
  }),
);
